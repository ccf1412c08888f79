import { execFile } from "node:child_process";
import { mkdir, rename, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { messageOf } from "../text/message-of.ts";

/** Its names on Linux and macOS, and on Windows. */
const pythons = ["python3", "python"];

/** A Python package is not on this machine: the message says why. */
export class PythonPackagesNotFound extends Error {
  override readonly name = "PythonPackagesNotFound";
}

/**
 * Fills a folder with the packages of a requirements file, each by version and hash. The folder is there whole or not at all.
 *
 * @param folder It and all in it is replaced.
 * @param reduce Takes out of the folder what is not needed, before it is kept.
 * @throws PythonPackagesNotFound where there is no Python with pip and its package index.
 */
export async function fetchPythonPackages(
  requirements: string,
  folder: string,
  env: NodeJS.ProcessEnv,
  reduce?: (folder: string) => Promise<void>,
): Promise<void> {
  const draft = `${folder}.${process.pid}.draft`;
  await mkdir(draft, { recursive: true });
  try {
    await pipInstall(requirements, draft, env);
    await reduce?.(draft);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function pipInstall(requirements: string, target: string, env: NodeJS.ProcessEnv): Promise<void> {
  const options = [
    "--no-deps",
    "--only-binary=:all:",
    "--require-hashes",
    "--no-compile",
    "--quiet",
    "--no-input",
  ];
  const args = ["-m", "pip", "install", ...options, "--target", target, "--requirement", requirements];
  const failures: string[] = [];
  for (const python of pythons) {
    try {
      await promisify(execFile)(python, args, { env });
      return;
    } catch (error) {
      failures.push(`${python}: ${messageOf(error).trim()}`);
    }
  }
  throw new PythonPackagesNotFound(
    `it needs Python with pip, and its package index.\n${failures.join("\n")}`,
  );
}
