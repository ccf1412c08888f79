import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../launcher/compile-cache.js";
import { fetchPythonPackages } from "../python-packages.ts";

const requirements = path.join(import.meta.dirname, "requirements.txt");

/**
 * Gets Pulumi's SDK for Python and mypy, once, by version and hash, into this project's cache.
 *
 * @returns The folder, for PYTHONPATH.
 * @throws PythonPackagesNotFound where there is neither the cache nor Python with pip and its package index.
 */
export async function findPulumiForPython(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const digest = createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex");
  const folder = path.join(cacheFolder(env), "python", digest.slice(0, 16));
  await access(folder).catch(() => fetchPythonPackages(requirements, folder, env));
  return folder;
}

/**
 * Builds and installs the SDK for Python as pip does it for a program, from its folder and without its dependencies.
 *
 * @param packages What findPulumiForPython returned: the build uses its setuptools.
 * @param target Gets the package and its metadata, without which it cannot be imported.
 */
export async function installPythonSdk(sdk: string, packages: string, target: string): Promise<void> {
  const options = [
    "--no-deps",
    "--no-build-isolation",
    "--no-index",
    "--no-compile",
    "--quiet",
    "--no-input",
  ];
  await promisify(execFile)("python3", ["-m", "pip", "install", ...options, "--target", target, sdk], {
    env: { ...process.env, PYTHONPATH: packages },
  });
}
