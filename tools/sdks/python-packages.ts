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
  await pip("install", packages, ["--no-compile", "--target", target, sdk]);
}

/**
 * Builds what is published of the SDK for Python, a wheel. The build leaves files of its own in the SDK's folder.
 *
 * @param packages What findPulumiForPython returned: the build uses its setuptools.
 * @param target The folder that gets the wheel.
 */
export async function buildPythonWheel(sdk: string, packages: string, target: string): Promise<void> {
  await pip("wheel", packages, ["--wheel-dir", target, sdk]);
}

/** The time of every file in a wheel: the first that its format can hold. */
const noTime = "315532800";

/** Runs pip without a network: nothing comes into a build but what the requirements pin. */
async function pip(command: string, packages: string, args: readonly string[]): Promise<void> {
  const options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--no-input"];
  await promisify(execFile)("python3", ["-m", "pip", command, ...options, ...args], {
    env: { ...process.env, PYTHONPATH: packages, SOURCE_DATE_EPOCH: noTime },
  });
}
