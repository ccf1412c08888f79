import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The commands that the documentation names. */
export type Commands = {
  /** The folder of `pin-reset`, for PATH. */
  readonly bin: string;
  /** The path of `pulumi`, which is not on PATH: what looks for a Pulumi CLI there would find this one, and look again. */
  readonly pulumi: string;
};

/**
 * Writes scripts into a folder that run `pin-reset` and `pulumi` of the project, so that what is written in `--help` and in
 * hints can be typed as it stands.
 */
export async function writeCommands(folder: string, project: string): Promise<Commands> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  await writeCommand(join(bin, "pin-reset"), "", [join(project, "cli/pin-reset.js")]);
  const pulumi = join(folder, "pulumi-of-project");
  // It works in the project, wherever it is typed.
  const elsewhere = `[ "$PWD" = '${project}' ] || set -- --cwd "$PWD" "$@"\n`;
  await writeCommand(pulumi, elsewhere, [join(project, "tools/run.js"), "pulumi-cli/main.ts"]);
  return { bin, pulumi: process.platform === "win32" ? `${pulumi}.cmd` : pulumi };
}

async function writeCommand(file: string, before: string, script: readonly string[]): Promise<void> {
  const words = [process.execPath, ...script];
  await writeFile(file, `#!/bin/sh\n${before}exec ${words.map((word) => `'${word}'`).join(" ")} "$@"\n`);
  await chmod(file, 0o755);
  await writeFile(`${file}.cmd`, `@${words.map((word) => `"${word}"`).join(" ")} %*\r\n`);
}
