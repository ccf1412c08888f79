import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { descendants, killNow, listProcesses } from "../../../tools/chaos/processes.ts";

let child: ChildProcess | undefined;

afterEach(() => child?.kill("SIGKILL"));

describe("the processes of a run", () => {
  it("are all that a process started, at any depth", () => {
    const process = (pid: number, parent: number) => ({ pid, parent, args: "" });
    const all = [process(2, 1), process(3, 2), process(4, 3), process(5, 1), process(6, 5)];
    expect(descendants(2, all).map(({ pid }) => pid)).toEqual([3, 4]);
    expect(descendants(6, all)).toEqual([]);
  });

  it("are found by their command line, and killed without a word", async () => {
    const script = "process.stdout.write('ready'); setInterval(() => {}, 1000)";
    const started = spawn(process.execPath, ["-e", script, "to-be-found"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    child = started;
    await once(started.stdout, "data");
    const found = descendants(process.pid, await listProcesses()).find(({ args }) =>
      args.endsWith("to-be-found"),
    );
    expect(found?.pid).toBe(started.pid);
    const ended = once(started, "exit");
    expect(killNow(started.pid ?? 0)).toBe(true);
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(killNow(started.pid ?? 0)).toBe(false);
  });
});
