import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { withLock } from "../../../pulumi-cli/lock.ts";
import { repository } from "../../../pulumi-cli/stack.ts";
import { buildPackage } from "../../../tools/build/build-package.ts";
import { archiveName, buildArchives, type Target } from "../../../tools/build/plugin/archives.ts";
import { digestOfSources } from "./digest.ts";

const run = promisify(execFile);

/** The npm package, as a folder and as npm packs it. */
export type NpmPackage = {
  /** The folder that is published. */
  readonly folder: string;
  /** What `npm pack` makes of it. */
  readonly tarball: string;
};

/**
 * Builds the npm package, once for all test files that ask for it: what is built of the same sources is used again.
 * It is no file of the repository's, so that a `npm run build` beside the tests changes nothing.
 */
export async function npmPackage(): Promise<NpmPackage> {
  const root = await builtOnce("npm", async (folder) => {
    await buildPackage(path.join(folder, "dist"));
    await run("npm", ["pack", "./dist", "--silent", "--pack-destination", "."], { cwd: folder });
  });
  const tarball = (await readdir(root)).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) {
    throw new Error(`npm pack has put no tarball into ${root}`);
  }
  return { folder: path.join(root, "dist"), tarball: path.join(root, tarball) };
}

/**
 * The package's folder, for tests that import its modules one by one: beside it is what it depends on, and its hints name commands as
 * those of the sources do, which the tests expect.
 */
export async function compiledModules(): Promise<string> {
  const root = await builtOnce("modules", async (folder) => {
    await buildPackage(path.join(folder, "dist"), { commands: "checkout" });
    await symlink(path.join(repository, "node_modules"), path.join(folder, "node_modules"));
  });
  return path.join(root, "dist");
}

/**
 * Unpacks the tarball where npm would install it: below the folder's node_modules, as files of its own.
 *
 * @returns The package's folder.
 */
export async function installPackage(folder: string): Promise<string> {
  const { tarball } = await npmPackage();
  const target = path.join(folder, "node_modules", "pulumi-pin-reset");
  await mkdir(target, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", target, "--strip-components", "1"]);
  return target;
}

/** Builds the plugin's archive for this system, once for all test files that ask for it. */
export async function pluginArchive(): Promise<string> {
  const root = await builtOnce("plugin", async (folder) => {
    await buildArchives(folder, [thisSystem]);
  });
  return path.join(root, archiveName(thisSystem));
}

const oses: Readonly<Record<string, Target["os"]>> = { linux: "linux", darwin: "darwin", win32: "windows" };

const thisSystem: Target = {
  os: oses[process.platform] ?? "linux",
  arch: process.arch === "arm64" ? "arm64" : "amd64",
};

/**
 * Makes a folder, by one process at a time, unless there is one of the same sources.
 *
 * @param kind The folder's name.
 * @param build Fills the folder.
 */
async function builtOnce(kind: string, build: (folder: string) => Promise<void>): Promise<string> {
  const root = path.join(tmpdir(), `pin-reset-packages-${userInfo().uid}`);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const folder = path.join(root, `${kind}-${await digestOfSources(repository)}`);
  await withLock(
    path.join(root, `${kind}.lock`),
    async () => {
      if (await exists(folder)) {
        return;
      }
      const unfinished = `${folder}.unfinished`;
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(unfinished);
      await build(unfinished);
      await removeOlder(root, kind);
      await rename(unfinished, folder);
    },
    { pollMilliseconds: 100 },
  );
  return folder;
}

/** Other test runs may still use the newest of them. */
const hourMilliseconds = 3_600_000;

async function removeOlder(root: string, kind: string): Promise<void> {
  for (const name of await readdir(root)) {
    const folder = path.join(root, name);
    const isOld = name.startsWith(`${kind}-`) && Date.now() - (await stat(folder)).mtimeMs > hourMilliseconds;
    if (isOld) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

/** The package.json of a built package. */
export async function manifestOf(folder: string): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
}
