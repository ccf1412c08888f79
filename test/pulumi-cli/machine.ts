import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe } from "vitest";
import type { Sources } from "../../pulumi-cli/sources.ts";

/** The executables of a {@link Machine} are shell scripts, which Windows does not run. */
export const describeWithShell = describe.runIf(process.platform !== "win32");

/** A machine to look for Pulumi on: folders of its own for PATH, the cache and Pulumi's home. */
export type Machine = {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Puts an executable on PATH that runs this shell script. */
  install(name: string, script: string): Promise<string>;
  remove(): Promise<void>;
};

/** A machine with nothing on it. */
export async function createMachine(): Promise<Machine> {
  const root = await mkdtemp(path.join(tmpdir(), "machine-"));
  const bin = path.join(root, "bin");
  await mkdir(bin);
  return {
    root,
    env: { PATH: bin, PIN_RESET_CACHE_DIR: path.join(root, "cache"), PULUMI_HOME: path.join(root, "home") },
    install: (name, script) => writeExecutable(path.join(bin, name), script),
    remove: () => rm(root, { recursive: true }),
  };
}

/** Writes a shell script that may be executed, and gives its path back. */
export async function writeExecutable(file: string, script: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

/** Ways over the network that all fail, but for those given. */
export function sources(given: Partial<Sources> = {}): Sources {
  return {
    whyNoDownloads: async () => "get.pulumi.com cannot be reached (ENOTFOUND)",
    download: async () => {
      throw new Error("the installer failed");
    },
    build: async () => {
      throw new Error("no `go` on PATH");
    },
    ...given,
  };
}
