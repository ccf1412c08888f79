import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { say } from "../demo/say.ts";
import { continued, shorten } from "./shorten.ts";

const companion = path.join(import.meta.dirname, "../../cli/pin-reset.js");

/** A step of the demo came out otherwise than it tells. */
export class NotAsTold extends Error {
  override readonly name = "NotAsTold";
}

/** What a command is expected to come to. */
type Expected = {
  readonly code: number;
  /** What its output must have, as whole texts or patterns. */
  readonly says: readonly (string | RegExp)[];
};

/** How `pin-reset fleet` is run. */
export type Place = { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal };

/**
 * Runs `npm run pin-reset -- fleet ARGS`, and shows it as it is typed, with its output shortened and its exit code.
 *
 * @throws NotAsTold where it ends otherwise, or does not say what is told.
 */
export async function typed(place: Place, args: readonly string[], { code, says }: Expected): Promise<void> {
  say("command", continued(`npm run pin-reset -- fleet ${args.join(" ")}`));
  const { output, exitCode } = await runFleet(place, args);
  process.stdout.write(shorten(output));
  say("note", `exit code ${exitCode}`);
  const missing = says.filter((text) =>
    typeof text === "string" ? !output.includes(text) : !text.test(output),
  );
  if (exitCode !== code || missing.length > 0) {
    const what =
      exitCode === code ? `does not say ${missing.map(String).join(", ")}` : `should end with ${code}`;
    throw new NotAsTold(`\`fleet ${args.join(" ")}\` ${what}. Its whole output:\n${output}`);
  }
}

/** Standard output and standard error are one, so that what the command says stays in order. */
async function runFleet({ cwd, env, signal }: Place, args: readonly string[]) {
  const child = spawn(process.execPath, [companion, "fleet", ...args], {
    cwd,
    env,
    signal,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [exitCode] = await once(child, "close");
  return { output, exitCode: typeof exitCode === "number" ? exitCode : 1 };
}
