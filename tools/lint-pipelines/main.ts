import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { lintPipeline } from "./azure.ts";
import { lintWorkflow } from "./github.ts";
import { describe, type Issue } from "./issue.ts";
import { azurePipelinesSchema, SchemaNotFound } from "./schema.ts";

/** `npm run check:pipelines`: actionlint on every workflow, Azure Pipelines' schema on every pipeline. */
const repository = path.resolve(import.meta.dirname, "..", "..");
const workflows = [".github/workflows", "docs/pipelines/github"];
const pipelines = "docs/pipelines/azure";

const issues = [
  ...(await Promise.all(workflows.map((folder) => lintAll(folder, lintWorkflow)))).flat(),
  ...(await lintPipelines()),
];
for (const issue of issues) {
  process.stdout.write(`${describe(issue)}\n`);
}
if (issues.length > 0) {
  process.exitCode = 1;
}

async function lintPipelines(): Promise<Issue[]> {
  try {
    const schema = await azurePipelinesSchema();
    return await lintAll(pipelines, (file, text) => lintPipeline(file, text, schema));
  } catch (error) {
    if (!(error instanceof SchemaNotFound)) {
      throw error;
    }
    process.stderr.write(`${pipelines} was not checked. ${error.message}\n`);
    // A machine without Python may work on the rest; what is submitted is checked.
    if (process.env.CI) {
      process.exitCode = 1;
    }
    return [];
  }
}

async function lintAll(
  folder: string,
  lint: (file: string, text: string) => Promise<Issue[]>,
): Promise<Issue[]> {
  const names = (await readdir(path.join(repository, folder))).filter((name) => /\.ya?ml$/.test(name)).sort();
  if (names.length === 0) {
    throw new Error(`${folder} holds no YAML`);
  }
  const issues: Issue[] = [];
  // One after the other: the language service shares state between calls.
  for (const name of names) {
    const file = `${folder}/${name}`;
    issues.push(...(await lint(file, await readFile(path.join(repository, file), "utf8"))));
  }
  return issues;
}
