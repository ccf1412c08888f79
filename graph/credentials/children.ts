import { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { untilAborted } from "../abort.ts";

/**
 * What `work` gives, or the rejection with the signal's reason as soon as that is aborted: child processes that it
 * started with `argument` on their command line are killed then. For libraries that start a program and take no signal.
 * Source: https://nodejs.org/api/diagnostics_channel.html#child-process
 */
export async function endingChildren<T>(
  signal: AbortSignal,
  argument: string,
  work: () => Promise<T>,
): Promise<T> {
  const children: ChildProcess[] = [];
  const note = (message: unknown) => {
    const child =
      typeof message === "object" && message && "process" in message ? message.process : undefined;
    if (child instanceof ChildProcess) {
      children.push(child);
    }
  };
  // Told before it is started: its arguments are known only later.
  const kill = () => {
    for (const child of children.filter(({ spawnargs }) => spawnargs?.join(" ").includes(argument))) {
      child.kill("SIGKILL");
      // What that program started itself may hold on to these.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }
  };
  signal.throwIfAborted();
  subscribe("child_process", note);
  signal.addEventListener("abort", kill, { once: true });
  try {
    return await untilAborted(signal, work());
  } finally {
    unsubscribe("child_process", note);
    signal.removeEventListener("abort", kill);
  }
}
