import { readdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { inParallel } from "../in-parallel.ts";
import type { Issue } from "./issues.ts";
import { isMapping, issueAt } from "./layers.ts";
import { readTextFile } from "./text-file.ts";
import { parseYaml, type YamlFile } from "./yaml.ts";

/** A Pulumi project, as far as its settings are concerned. */
export type Project = {
  /** Its Pulumi.yaml. */
  readonly file: string;
  readonly name: string;
  /** The settings that the project itself gives, by whole key. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Where the stacks' files are. */
  readonly stackFolder: string;
};

type WithIssues = { readonly issues: readonly Issue[] };

const projectFile = z.looseObject({
  name: z.string(),
  stackConfigDir: z.string().optional(),
  config: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/**
 * The project in the folder that a fleet's file names, or what is wrong there.
 * Source: https://www.pulumi.com/docs/iac/concepts/projects/project-file/
 */
export async function readProject(folder: string, fleet: YamlFile): Promise<Project | WithIssues> {
  const wrong = (message: string) => ({ issues: [issueAt(fleet, { path: ["project"], message })] });
  const yaml = await readYaml(path.join(folder, "Pulumi.yaml"));
  if (yaml === undefined) {
    return wrong("must be the folder of Pulumi.yaml: there is none that can be read");
  }
  if ("issues" in yaml) {
    return yaml;
  }
  const parsed = projectFile.safeParse(yaml.value);
  if (!parsed.success) {
    return wrong("must be the folder of Pulumi.yaml: the one there has no name");
  }
  const { name, config = {}, stackConfigDir = "." } = parsed.data;
  return {
    file: yaml.file,
    name,
    defaults: projectDefaults(name, config),
    stackFolder: path.resolve(folder, stackConfigDir),
  };
}

/** The settings that a project's file gives every stack that has none of its own, by whole key. */
export function projectDefaults(
  name: string,
  config: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const given = Object.entries(config).flatMap(([key, value]) => {
    const whole = key.includes(":") ? key : `${name}:${key}`;
    const own = isMapping(value) ? (value.value ?? value.default) : value;
    return own === undefined ? [] : [[whole, own] as const];
  });
  return Object.fromEntries(given);
}

/** The files of those of the stacks that have one, by the stack's name (`Pulumi.<stack>.yaml`), and what is wrong in them. */
export async function readStackFiles(
  { stackFolder }: Project,
  stacks: readonly string[],
): Promise<WithIssues & { readonly files: ReadonlyMap<string, YamlFile> }> {
  const names = new Set(await readdir(stackFolder).catch(() => []));
  const wanted = stacks.flatMap((stack) => {
    const own = stack.split("/").at(-1);
    const name = [`Pulumi.${own}.yaml`, `Pulumi.${own}.yml`].find((candidate) => names.has(candidate));
    return name === undefined ? [] : [{ stack, file: path.join(stackFolder, name) }];
  });
  const files = new Map<string, YamlFile>();
  const issues: Issue[] = [];
  await inParallel(wanted, 32, async ({ stack, file }) => {
    const yaml = await readYaml(file);
    if (yaml === undefined) {
      issues.push({ file, line: undefined, text: "cannot be read" });
    } else if ("issues" in yaml) {
      issues.push(...yaml.issues);
    } else {
      files.set(stack, yaml);
    }
  });
  return { files, issues };
}

/** A file of YAML; undefined where it cannot be read. */
async function readYaml(file: string): Promise<YamlFile | WithIssues | undefined> {
  const text = await readTextFile(file).catch(() => undefined);
  return text === undefined ? undefined : parseYaml(text, file);
}
