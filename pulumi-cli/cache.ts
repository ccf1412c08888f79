import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { cacheFolder, ownFolder, whyUntrusted } from "../launcher/compile-cache.js";
import { executableName, isExecutable } from "./executables.ts";
import { withLock } from "./lock.ts";

/**
 * The folder of one version of a CLI in the cache; a build has one of its own, because it may lack what the official package
 * has.
 *
 * @param name The CLI's executable, as `pulumi`.
 */
export function cliFolder(
  env: NodeJS.ProcessEnv,
  version: string,
  origin: "download" | "build",
  name = "pulumi",
): string {
  const folder = `${version}-${process.platform}-${process.arch}${origin === "build" ? "-built" : ""}`;
  return path.join(cacheFolder(env), name, folder);
}

/** The CLI in a folder of the cache; undefined where it is not there, or another user may have put it there. */
export function cachedCli(folder: string, name = "pulumi"): string | undefined {
  const command = path.join(folder, "bin", executableName(name));
  const isUsable = isExecutable(command) && whyUntrusted(path.dirname(command)) === undefined;
  return isUsable ? command : undefined;
}

/**
 * Fills a folder of the cache, once, however many processes want it at the same time: the others wait for the first.
 *
 * @param folder The folder to fill.
 * @param fill Puts `bin/<name>` into the folder it is given, which becomes `folder` only when it is whole.
 * @param onWait Called once where another process is filling it.
 * @param name The executable's.
 * @returns The CLI's path.
 * @throws What `fill` throws; nothing is left behind then.
 */
export async function fillOnce(
  folder: string,
  fill: (draft: string) => Promise<void>,
  onWait: () => void,
  name = "pulumi",
): Promise<string> {
  ownFolder(path.dirname(folder));
  return await withLock(
    `${folder}.lock`,
    async () => cachedCli(folder, name) ?? (await fillThroughDraft(folder, fill, name)),
    { onWait },
  );
}

async function fillThroughDraft(
  folder: string,
  fill: (draft: string) => Promise<void>,
  name: string,
): Promise<string> {
  const draft = `${folder}.${process.pid}.draft`;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft);
    await fill(draft);
    if (cachedCli(draft, name) === undefined) {
      throw new Error(`it ended without an executable \`${name}\``);
    }
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return path.join(folder, "bin", executableName(name));
}
