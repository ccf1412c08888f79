import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const projectFile = z.looseObject({
  plugins: z.looseObject({
    providers: z.array(z.looseObject({ name: z.string(), path: z.string().optional() })),
  }),
});

/**
 * The folder of a plugin by the project's Pulumi.yaml.
 *
 * @returns Undefined where it names none.
 * @throws where there is no such file, or it is none.
 */
export async function namedPlugin(project: string, plugin: string): Promise<string | undefined> {
  const text = await readFile(path.join(project, "Pulumi.yaml"), "utf8");
  const { providers } = projectFile.parse(parse(text)).plugins;
  const named = providers.find(({ name }) => name === plugin)?.path;
  return named === undefined ? undefined : path.resolve(project, named);
}
