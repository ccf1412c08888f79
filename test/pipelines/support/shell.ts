import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";

export type Ran = { code: number | null; stdout: string; stderr: string };

/** Runs a script with bash as a runner does: from a file, with the given flags. */
export async function runBash(
  script: string,
  flags: readonly string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<Ran> {
  const folder = await mkdtemp(path.join(tmpdir(), "step-"));
  try {
    const file = path.join(folder, "step.sh");
    await writeFile(file, script);
    return await run("bash", ["--noprofile", "--norc", ...flags, file], { cwd, env });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs a command to its end, in an environment of its own. */
async function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> },
): Promise<Ran> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(child, "close");
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, stdout, stderr };
}

const pipelines = path.resolve(import.meta.dirname, "..", "..", "..", "docs", "pipelines");

/** Runs a script of the pipelines by Node.js, with nothing in its environment but what is given. */
export async function runScript(
  script: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Ran> {
  return await run(process.execPath, [path.join(pipelines, script), ...args], { cwd: pipelines, env });
}
