import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, type Issue } from "../lint-pipelines/issue.ts";
import { publishedSchema, SchemaNotFound } from "../lint-pipelines/schema.ts";
import { PythonPackagesNotFound } from "../python-packages.ts";
import { composeSchema, kubernetesSchemas, lintBySchema } from "./by-schema.ts";
import { lintDockerfile } from "./dockerfile.ts";
import { lintKustomization } from "./kustomization.ts";
import { findLinters } from "./packages.ts";

/** `npm run check:deploy`: hadolint on the Dockerfile, published schemas on what Compose and Kubernetes read. */
const repository = path.resolve(import.meta.dirname, "..", "..");
let found: ReturnType<typeof findLinters> | undefined;

try {
  const issues = (await Promise.all([lintImage(), lintCompose(), lintKubernetes()])).flat();
  for (const issue of issues) {
    process.stdout.write(`${describe(issue)}\n`);
  }
  if (issues.length > 0) {
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof SchemaNotFound || error instanceof PythonPackagesNotFound)) {
    throw error;
  }
  process.stderr.write(`deploy/ was not checked: ${error.message}\n`);
  // A machine without Python may work on the rest; what is submitted is checked.
  if (process.env.CI) {
    process.exitCode = 1;
  }
}

async function lintImage(): Promise<Issue[]> {
  const { hadolint } = await linters();
  if (hadolint === undefined) {
    process.stderr.write(
      "deploy/worker/Dockerfile was not checked: hadolint has no package for this system.\n",
    );
    return [];
  }
  return await lintDockerfile(hadolint, ...(await read("deploy/worker/Dockerfile")));
}

async function lintCompose(): Promise<Issue[]> {
  const schema = composeSchema(await publishedSchema("compose-spec", "Compose", process.env));
  return lintBySchema(...(await read("deploy/compose/compose.yaml")), () => schema);
}

async function lintKubernetes(): Promise<Issue[]> {
  const folder = "deploy/kubernetes";
  const schemas = kubernetesSchemas((await linters()).kubernetesDefinitions);
  const names = (await readdir(path.join(repository, folder)))
    .filter((name) => name.endsWith(".yaml"))
    .sort();
  const issues = lintKustomization(...(await read(`${folder}/kustomization.yaml`)), names);
  for (const name of names.filter((other) => !["kustomization.yaml", "fleet.yaml"].includes(other))) {
    issues.push(...lintBySchema(...(await read(`${folder}/${name}`)), schemas));
  }
  return issues;
}

function linters(): ReturnType<typeof findLinters> {
  found ??= findLinters();
  return found;
}

async function read(file: string): Promise<[file: string, text: string]> {
  return [file, await readFile(path.join(repository, file), "utf8")];
}
