import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileCacheFolder, type FileSystem, whyUntrusted } from "../../launcher/compile-cache.js";

const execute = promisify(execFile);
const describeWithModes = describe.runIf(process.platform !== "win32");

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "compile-cache-"));
});
afterEach(() => rm(root, { recursive: true }));

async function folder(name: string, mode: number): Promise<string> {
  const made = path.join(root, name);
  await mkdir(made);
  await chmod(made, mode);
  return made;
}

async function modeOf(file: string): Promise<number> {
  return (await stat(file)).mode & 0o777;
}

describeWithModes("the compile cache", () => {
  it("is a folder that is open to its user alone, made with all that is missing above it", async () => {
    const made = compileCacheFolder({ XDG_CACHE_HOME: path.join(root, "cache") });

    expect(made).toBe(path.join(root, "cache", "pin-reset", "node-compile-cache"));
    expect(await modeOf(made)).toBe(0o700);
    expect(await modeOf(path.dirname(made))).toBe(0o700);
  });

  it("is closed to others where they could read it", async () => {
    const cache = await folder("node-compile-cache", 0o755);

    expect(compileCacheFolder({ PIN_RESET_CACHE_DIR: root })).toBe(cache);
    expect(await modeOf(cache)).toBe(0o700);
  });

  it.each([0o770, 0o722, 0o1777])("is refused where others may write to it (mode %o)", async (mode) => {
    const cache = await folder("node-compile-cache", mode);

    expect(() => compileCacheFolder({ PIN_RESET_CACHE_DIR: root })).toThrow(
      `other users may write to ${cache}`,
    );
  });

  it("is refused where others may write to a folder above it, and could put another in its place", async () => {
    const open = await folder("open", 0o777);

    expect(() => compileCacheFolder({ PIN_RESET_CACHE_DIR: path.join(open, "mine") })).toThrow(
      `other users may write to ${open}`,
    );
    expect(await readdir(open)).toEqual([]);
  });

  it("follows a link of its own, and judges what it leads to", async () => {
    const open = await folder("open", 0o777);
    await symlink("closed", path.join(root, "link"));
    await folder("closed", 0o700);
    await symlink(open, path.join(root, "closed", "node-compile-cache"));

    expect(() => compileCacheFolder({ PIN_RESET_CACHE_DIR: path.join(root, "link") })).toThrow(
      `other users may write to ${open}`,
    );
  });

  it("is refused where links go in a circle", async () => {
    await symlink("other", path.join(root, "one"));
    await symlink("one", path.join(root, "other"));

    expect(whyUntrusted(path.join(root, "one"))).toMatch(/is a link that leads nowhere$/);
  });
});

describeWithModes("a folder of another user", () => {
  type Entry = { uid: number; mode: number; link?: string };

  /** What user 1000 sees: folders of root and of this user but where said otherwise. */
  function system(entries: Record<string, Partial<Entry>>): FileSystem {
    const all: Record<string, Partial<Entry>> = {
      "/": { uid: 0 },
      "/tmp": { uid: 0, mode: 0o1777 },
      "/home": { uid: 0 },
      "/home/me": {},
      ...entries,
    };
    return {
      uid: 1000,
      readlink: (file) => all[file]?.link ?? "",
      lstat: (file) => {
        const entry = all[file];
        if (entry === undefined) {
          return undefined;
        }
        const { uid = 1000, mode = 0o755, link } = entry;
        return { uid, mode, isSymbolicLink: () => link !== undefined, isDirectory: () => link === undefined };
      },
    };
  }

  it.each([
    ["in the shared temp folder", "/tmp/cache", { "/tmp/cache": { uid: 1001, mode: 0o755 } }, "/tmp/cache"],
    ["above it", "/tmp/theirs/cache", { "/tmp/theirs": { uid: 1001 } }, "/tmp/theirs"],
    [
      "behind a link of theirs",
      "/tmp/cache",
      { "/tmp/cache": { uid: 1001, link: "/home/me" } },
      "/tmp/cache",
    ],
    [
      "behind a link of its own",
      "/home/me/c",
      { "/home/me/c": { link: "/tmp/x" }, "/tmp/x": { uid: 1001 } },
      "/tmp/x",
    ],
    [
      "that is root's, so that it could not be written",
      "/home/cache",
      { "/home/cache": { uid: 0 } },
      "/home/cache",
    ],
  ])("is refused %s", (_, cache, entries, named) => {
    expect(whyUntrusted(cache, system(entries))).toBe(`${named} belongs to another user`);
  });

  it("is no obstacle for one of its own in the shared temp folder, nor for one that is not there yet", () => {
    expect(whyUntrusted("/tmp/mine", system({ "/tmp/mine": { mode: 0o700 } }))).toBeUndefined();
    expect(whyUntrusted("/home/me/.cache/pin-reset", system({}))).toBeUndefined();
  });

  it("is not asked about where the system has no such ids", () => {
    expect(whyUntrusted("/tmp", { ...system({}), uid: undefined })).toBeUndefined();
  });
});

describeWithModes("code planted in the shared temp folder", () => {
  it.each([
    ["cli/pin-reset.js", ["--version"]],
    ["tools/run.js", ["version.ts"]],
    ["intune/pulumi-resource-intune", []],
    ["stand-ins/azuread/pulumi-resource-azuread", []],
    ["stand-ins/azure-native/pulumi-resource-azure-native", []],
    ["stand-ins/language-nodejs/pulumi-language-nodejs", ["127.0.0.1:1"]],
  ])("is not used by %s, whose cache is its user's alone", async (launcher, args) => {
    const planted = await folder("tmp", 0o777);
    await mkdir(path.join(planted, "node-compile-cache"));
    const cache = path.join(root, "cache");
    // Vitest sets the second of these where it measures coverage, as in `npm test`.
    const { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, PIN_RESET_CACHE_DIR, ...others } = process.env;
    const env = { ...others, TMPDIR: planted, XDG_CACHE_HOME: cache };
    // A plugin runs until it is ended; by then it has written its port, and so loaded its modules.
    const run = execute(process.execPath, [path.resolve(launcher), ...args], { env });
    run.child.stdout?.once("data", () => run.child.kill("SIGINT"));
    await run.catch(() => undefined);

    expect(await readdir(path.join(planted, "node-compile-cache"))).toEqual([]);
    const kept = path.join(cache, "pin-reset", "node-compile-cache");
    expect(await modeOf(kept)).toBe(0o700);
    expect(await readdir(kept)).not.toEqual([]);
  });
});
