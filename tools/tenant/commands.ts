import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Commands of the project, as its documentation names them, by their script. */
const scripts = {
  "pin-reset": ["cli/pin-reset.js"],
  pulumi: ["tools/run.js", "pulumi-cli/main.ts"],
} as const;

/** Puts the commands into a folder for PATH, so that what is written in --help and in hints can be typed as it stands. */
export async function writeCommands(folder: string, project: string): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  for (const [name, [script, ...args]] of Object.entries(scripts)) {
    const words = [process.execPath, join(project, script), ...args];
    const file = join(bin, name);
    // `npm run pulumi` works in the project, wherever it is typed.
    const elsewhere = name === "pulumi" ? `[ "$PWD" = '${project}' ] || set -- --cwd "$PWD" "$@"\n` : "";
    await writeFile(file, `#!/bin/sh\n${elsewhere}exec ${words.map((word) => `'${word}'`).join(" ")} "$@"\n`);
    await chmod(file, 0o755);
    await writeFile(`${file}.cmd`, `@${words.map((word) => `"${word}"`).join(" ")} %*\r\n`);
  }
  return bin;
}
