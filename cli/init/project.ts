import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { CommandError } from "../errors.ts";

/** The project of a folder whose stacks have the settings of PIN reset. */
export type Project = {
  readonly folder: string;
  /** The name of the project, which its settings begin with. */
  readonly name: string;
};

const projectFile = z.looseObject({
  name: z.string().min(1),
  config: z.record(z.string(), z.unknown()).default({}),
});

/**
 * The project of a folder.
 * @throws CommandError `noProject` where the folder has no Pulumi.yaml that can be read, `otherProject` where its program takes other
 *   settings.
 */
export async function projectOf(folder: string): Promise<Project> {
  const read = projectFile.safeParse(await readYaml(path.join(folder, "Pulumi.yaml")));
  if (!read.success) {
    throw new CommandError("noProject", "This folder has no Pulumi.yaml that names a project.", {
      hint: "Run it in the folder of the checkout, where Pulumi.yaml is.",
      ending: "usage",
    });
  }
  const { name, config } = read.data;
  if (!Object.hasOwn(config, `${name}:assignments`)) {
    throw new CommandError(
      "otherProject",
      `The project "${name}" of this folder declares no setting assignments: its program takes other settings than these.`,
      {
        hint:
          "Run it in a checkout of pin-reset. For a project of your own, `pulumi new` asks for the settings of its template, and\n" +
          "`pulumi config set` changes them.",
        ending: "usage",
      },
    );
  }
  return { folder, name };
}

async function readYaml(file: string): Promise<unknown> {
  try {
    return parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** The path of a stack's settings file. */
export function stackFileOf({ folder }: Project, stack: string): string {
  return path.join(folder, `Pulumi.${stack}.yaml`);
}

const schemas = ["settings/stack.schema.json", "node_modules/pulumi-pin-reset/settings/stack.schema.json"];

/** Where the JSON schema of the settings is, as a settings file of the project names it; undefined where the project has none. */
export function schemaOf({ folder }: Project): string | undefined {
  return schemas.find((schema) => existsSync(path.join(folder, schema)));
}
