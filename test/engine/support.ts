import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { repository, type Stack } from "./stack.ts";

const sdk = JSON.stringify(pathToFileURL(path.join(repository, "intune", "sdk.ts")).href);

/** The files of a project that uses the Intune plugin alone; `program` is what follows the imports. */
export function pluginProject(program: string): Record<string, string> {
  return {
    "Pulumi.yaml": JSON.stringify({
      name: "plugin",
      runtime: { name: "nodejs", options: { typescript: false } },
      options: { refresh: "always" },
      plugins: { providers: [{ name: "intune", path: path.join(repository, "intune") }] },
    }),
    "package.json": JSON.stringify({ name: "plugin", type: "module", main: "index.ts" }),
    "index.ts": pluginProgram(program),
  };
}

/** A program of such a project, to write over an earlier one. */
export function pluginProgram(program: string): string {
  return [
    `import { DeviceConfigurationAssignments, WindowsCustomConfiguration } from ${sdk};`,
    'import * as pulumi from "@pulumi/pulumi";',
    program,
  ].join("\n");
}

/** Gives a stack the configuration, in place of all it had; a value is JSON or text. */
export async function configure(stack: Stack, config: Record<string, unknown>): Promise<void> {
  const file = path.join(stack.directory, "Pulumi.dev.yaml");
  const salt = /encryptionsalt: .*/.exec(await readFile(file, "utf8"))?.[0] ?? "";
  await writeFile(file, `${salt}\nconfig: ${JSON.stringify(config)}\n`);
}
