import { mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { repository, type Stack, startStack } from "../../../pulumi-cli/stack.ts";
import { installPackage, manifestOf } from "./artifacts.ts";

const manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  peerDependencies: z.record(z.string(), z.string()),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })),
});

export type WorkspaceOptions = {
  /** Added to the CLI's environment in every run. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether Pulumi.yaml names the provider in the npm package, as by default, or the CLI finds a plugin that is installed. */
  readonly namesPlugin?: boolean;
};

const plugins = { providers: [{ name: "intune", path: "../node_modules/pulumi-pin-reset/intune" }] };

/**
 * Makes a workspace of npm with one program, which has the package from its tarball, and a stack of that program. What the
 * package declares, and nothing else, is linked from the checkout.
 *
 * @param program Its index.ts.
 */
export async function startWorkspace(
  program: string,
  { env, namesPlugin = true }: WorkspaceOptions,
): Promise<Stack> {
  return await startStack({
    env: { ...env },
    fill: async (directory) => {
      const root = path.dirname(directory);
      await installWithDependencies(root);
      const files = {
        "../package.json": { name: "platform", private: true, workspaces: ["project"] },
        "package.json": { name: "program", private: true, type: "module", main: "index.ts" },
        "Pulumi.yaml": {
          name: "program",
          runtime: { name: "nodejs", options: { typescript: false } },
          options: { refresh: "always" },
          ...(namesPlugin && { plugins }),
        },
      };
      for (const [name, content] of Object.entries(files)) {
        await writeFile(path.join(directory, name), JSON.stringify(content));
      }
      await writeFile(path.join(directory, "index.ts"), program);
    },
  });
}

/** Installs the package as npm would, but for links to what it depends on. */
export async function installWithDependencies(root: string): Promise<string> {
  const folder = await installPackage(root);
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifest.parse(await manifestOf(folder));
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  for (const name of [...Object.keys(dependencies), ...peers]) {
    const link = path.join(root, "node_modules", name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(await realpath(path.join(repository, "node_modules", name)), link);
  }
  return folder;
}
