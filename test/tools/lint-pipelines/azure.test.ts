import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { lintPipeline } from "../../../tools/lint-pipelines/azure.ts";
import { azurePipelinesSchema, SchemaNotFound } from "../../../tools/lint-pipelines/schema.ts";

const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

const schema = {
  type: "object",
  properties: { trigger: { enum: ["none"] }, steps: { type: "array" } },
  additionalProperties: false,
  required: ["steps"],
};

const found = async (text: string) =>
  (await lintPipeline("p.yml", text, schema)).map(({ line, column, message }) => ({ line, column, message }));

it("a pipeline that follows the schema has no fault", async () => {
  expect(await found("trigger: none\nsteps: []\n")).toEqual([]);
});

it("a property that the schema does not have is a fault, at its place", async () => {
  expect(await found("trigger: none\nsteps: []\nstages: []\n")).toEqual([
    { line: 3, column: 1, message: "Unexpected property stages" },
  ]);
});

it("a value that the schema does not allow is a fault, and so is what is missing", async () => {
  expect(await found("trigger: some\n")).toEqual(
    expect.arrayContaining([
      { line: 1, column: 10, message: expect.stringContaining("Value is not accepted") },
      expect.objectContaining({ message: 'Missing property "steps".' }),
    ]),
  );
});

it("what the language service writes to the console stays unseen", async () => {
  const before = globalThis.console;
  await found("steps: []\n");
  expect(globalThis.console).toBe(before);
});

it("where there is no Python the schema's absence says what it needs", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "schema-"));
  folders.push(folder);
  const schemaless = azurePipelinesSchema({ PATH: folder, PIN_RESET_CACHE_DIR: folder });
  await expect(schemaless).rejects.toThrow(SchemaNotFound);
  await expect(schemaless).rejects.toThrow(/needs Python with pip[\s\S]*python3: [\s\S]*python: /);
});
