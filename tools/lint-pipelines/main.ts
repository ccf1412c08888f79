import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { lintPipeline } from "./azure.ts";
import { describe, type Fault } from "./fault.ts";
import { lintWorkflow } from "./github.ts";
import { azurePipelinesSchema, SchemaNotFound } from "./schema.ts";

/** `npm run check:pipelines`: actionlint on every workflow, Azure Pipelines' schema on every pipeline. */
const repository = path.resolve(import.meta.dirname, "..", "..");
const workflows = [".github/workflows", "docs/pipelines/github"];
const pipelines = "docs/pipelines/azure";

const faults = [
  ...(await Promise.all(workflows.map((folder) => lintAll(folder, lintWorkflow)))).flat(),
  ...(await lintPipelines()),
];
for (const fault of faults) process.stdout.write(`${describe(fault)}\n`);
if (faults.length > 0) process.exitCode = 1;

async function lintPipelines(): Promise<Fault[]> {
  try {
    const schema = await azurePipelinesSchema();
    return await lintAll(pipelines, (file, text) => lintPipeline(file, text, schema));
  } catch (fault) {
    if (!(fault instanceof SchemaNotFound)) throw fault;
    process.stderr.write(`${pipelines} was not checked. ${fault.message}\n`);
    // A machine without Python may work on the rest; what is submitted is checked.
    if (process.env.CI) process.exitCode = 1;
    return [];
  }
}

async function lintAll(
  folder: string,
  lint: (file: string, text: string) => Promise<Fault[]>,
): Promise<Fault[]> {
  const names = (await readdir(path.join(repository, folder))).filter((name) => /\.ya?ml$/.test(name)).sort();
  if (names.length === 0) throw new Error(`${folder} holds no YAML`);
  const faults: Fault[] = [];
  // One after the other: the language service shares state between calls.
  for (const name of names) {
    const file = `${folder}/${name}`;
    faults.push(...(await lint(file, await readFile(path.join(repository, file), "utf8"))));
  }
  return faults;
}
