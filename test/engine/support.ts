import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
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
    `import { DeviceConfigurationAssignments, SettingsCatalogPolicy, WindowsCustomConfiguration } from ${sdk};`,
    'import * as pulumi from "@pulumi/pulumi";',
    program,
  ].join("\n");
}

/** Gives a stack of that name the configuration, in place of all it had; a value is JSON or text. */
export async function configure(stack: Stack, config: Record<string, unknown>, name = "dev"): Promise<void> {
  const file = path.join(stack.directory, `Pulumi.${name}.yaml`);
  const salt = /encryptionsalt: .*/.exec(await readFile(file, "utf8"))?.[0] ?? "";
  await writeFile(file, `${salt}\nconfig: ${JSON.stringify(config)}\n`);
}

/** Runs the CLI, expects it to succeed, and answers what it printed. */
export async function succeed(stack: Stack, ...args: string[]): Promise<string> {
  const ended = await stack.run(args);
  expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
  return ended.stdout;
}

/** What the engine means to do with a resource, as `--json` prints it. */
export type Step = {
  op: string;
  urn: string;
  detailedDiff?: Record<string, { kind: string }> | null;
  oldState?: { inputs?: Record<string, unknown> };
  newState?: { inputs?: Record<string, unknown> };
};

/** A command's exit code, and what it means to do, by the resource's name: `preview`, or what may precede `--json`. */
export async function plannedSteps(
  stack: Stack,
  command: readonly string[] = ["preview", "--show-sames"],
): Promise<{ code: number | null; steps: Record<string, Step> }> {
  const { code, stdout, stderr } = await stack.run([...command, "--json", "--expect-no-changes"]);
  expect(stdout, stderr).toContain('"steps"');
  const { steps }: { steps: Step[] } = JSON.parse(stdout.slice(stdout.indexOf("{")));
  // A preview that refreshes first has a step for that too.
  const planned = steps.filter(({ op }) => op !== "refresh");
  return { code, steps: Object.fromEntries(planned.map((step) => [step.urn.split("::").at(-1), step])) };
}
