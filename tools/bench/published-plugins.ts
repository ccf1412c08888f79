import { existsSync } from "node:fs";
import { mkdir, readdir, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { repository } from "../../pulumi-cli/stack.ts";
import { packageVersion } from "./parts.ts";

const plugins = ["azuread", "azure-native"] as const;

/**
 * Links the published plugins that this user has, in the versions that the program needs, into the home folder of a
 * benchmark's stack: by itself that is empty, and stand-ins would take their place. Tests leave it empty.
 *
 * @param home PULUMI_HOME of the stack.
 * @param env Where the user's own PULUMI_HOME is read.
 */
export async function linkPublishedPlugins(
  home: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const installed = join(env.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins");
  const folders = plugins.flatMap((name) => {
    const folder = folderOf(name);
    return folder === undefined ? [] : [{ folder, source: sourceOf(name, join(installed, folder)) }];
  });
  // Without azuread's the stand-ins are put on PATH, both.
  const azuread = folderOf("azuread");
  if (azuread === undefined || !existsSync(join(installed, azuread))) {
    return;
  }
  for (const { folder, source } of folders) {
    await linkFiles(source, join(home, "plugins", folder));
  }
}

/** The engine takes no link for a plugin's folder, but the files in it may be links. */
async function linkFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    await symlink(join(from, name), join(to, name), "junction");
  }
}

/**
 * The engine wants a plugin of each package that is installed here, and no stack of the benchmark uses azure-native: its
 * stand-in spares a machine without it a download of 100 MB.
 */
function sourceOf(name: (typeof plugins)[number], published: string): string {
  return name === "azure-native" && !existsSync(published)
    ? join(repository, "stand-ins", "azure-native")
    : published;
}

/** Undefined where the package, which may be left out, is not installed. */
function folderOf(name: (typeof plugins)[number]): string | undefined {
  const version = packageVersion(`@pulumi/${name}`);
  return version === undefined ? undefined : `resource-${name}-v${version}`;
}
