import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { cacheFolder, ownFolder, whyUntrusted } from "../launcher/compile-cache.js";
import { executableName, isExecutable } from "./executables.ts";
import { withLock } from "./lock.ts";

/** The folder of one Pulumi CLI in the cache; a build has one of its own, because it comes without a language host. */
export function cliFolder(env: NodeJS.ProcessEnv, version: string, origin: "download" | "build"): string {
  const name = `${version}-${process.platform}-${process.arch}${origin === "build" ? "-built" : ""}`;
  return path.join(cacheFolder(env), "pulumi", name);
}

/** The CLI in a folder of the cache; undefined where it is not there, or another user may have put it there. */
export function cachedCli(folder: string): string | undefined {
  const command = path.join(folder, "bin", executableName("pulumi"));
  const isUsable = isExecutable(command) && whyUntrusted(path.dirname(command)) === undefined;
  return isUsable ? command : undefined;
}

/**
 * Fills a folder of the cache, once, however many processes want it at the same time: the others wait for the first.
 *
 * @param folder The folder to fill.
 * @param fill Puts `bin/pulumi` into the folder it is given, which becomes `folder` only when it is whole.
 * @param onWait Called once where another process is filling it.
 * @returns The CLI's path.
 * @throws What `fill` throws; nothing is left behind then.
 */
export async function fillOnce(
  folder: string,
  fill: (draft: string) => Promise<void>,
  onWait: () => void,
): Promise<string> {
  ownFolder(path.dirname(folder));
  return await withLock(
    `${folder}.lock`,
    async () => cachedCli(folder) ?? (await fillThroughDraft(folder, fill)),
    { onWait },
  );
}

async function fillThroughDraft(folder: string, fill: (draft: string) => Promise<void>): Promise<string> {
  const draft = `${folder}.${process.pid}.draft`;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft);
    await fill(draft);
    if (cachedCli(draft) === undefined) {
      throw new Error("it ended without an executable `pulumi`");
    }
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return path.join(folder, "bin", executableName("pulumi"));
}
