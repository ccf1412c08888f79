import { readFile } from "node:fs/promises";
import path from "node:path";
import type { JSONSchema } from "azure-pipelines-language-service";
import { cacheFolder } from "../../launcher/compile-cache.js";
import { fetchPythonPackages, PythonPackagesNotFound } from "../python-packages.ts";

const requirements = path.join(import.meta.dirname, "requirements.txt");
const schemas = path.join("check_jsonschema", "builtin_schemas", "vendor");

/** A schema is not on this machine: the message says why, and how to get it. */
export class SchemaNotFound extends Error {
  override readonly name = "SchemaNotFound";
}

/**
 * Azure Pipelines' schema as Microsoft publishes it
 * (https://github.com/microsoft/azure-pipelines-vscode/blob/main/service-schema.json).
 *
 * @throws SchemaNotFound
 */
export async function azurePipelinesSchema(env: NodeJS.ProcessEnv = process.env): Promise<JSONSchema> {
  return withTargetOfTasks(JSON.parse(await publishedSchema("azure-pipelines", "Azure Pipelines", env)));
}

/**
 * A schema that others publish, as JSON. No npm package has these; a Python package does, which pip fetches once, by version
 * and hash, into this project's cache.
 *
 * @param name The file's name in the package, without its extension.
 * @param whose Whose schema it is, for an error.
 * @throws SchemaNotFound where there is neither the cache nor Python with pip and its package index.
 */
export async function publishedSchema(name: string, whose: string, env: NodeJS.ProcessEnv): Promise<string> {
  const pinned = /^check-jsonschema==(\S+)/m.exec(await readFile(requirements, "utf8"))?.[1] ?? "";
  const folder = path.join(cacheFolder(env), "azure-pipelines-schema", pinned);
  const file = path.join(folder, schemas, `${name}.json`);
  const cached = await readFile(file, "utf8").catch(() => undefined);
  if (cached !== undefined) {
    return cached;
  }
  try {
    await fetchPythonPackages(requirements, folder, env);
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof PythonPackagesNotFound) {
      throw new SchemaNotFound(`${whose}' schema was not found: ${error.message}`);
    }
    throw new SchemaNotFound(`check-jsonschema ${pinned} has no schema ${name}.`);
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
