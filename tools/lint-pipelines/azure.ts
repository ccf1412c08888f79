import { Console } from "node:console";
import { PassThrough } from "node:stream";
import service, { type Diagnostic, type JSONSchema } from "azure-pipelines-language-service";
import type { Issue } from "./issue.ts";

const schemaUri =
  "https://raw.githubusercontent.com/microsoft/azure-pipelines-vscode/main/service-schema.json";

/**
 * What Microsoft's language service for Azure Pipelines finds in a pipeline, or in a template of one, that does not
 * follow the schema. Warnings count: it gives nothing worse to an unknown property or a value that is not allowed.
 */
export async function lintPipeline(file: string, text: string, schema: JSONSchema): Promise<Issue[]> {
  const found = await quietly(() => diagnose(text, schema));
  return found.map(({ range, message }) => ({
    file,
    line: range.start.line + 1,
    column: range.start.character + 1,
    message: typeof message === "string" ? message : message.value,
  }));
}

async function diagnose(text: string, schema: JSONSchema): Promise<Diagnostic[]> {
  const languageService = service.getLanguageService(
    async () => schema,
    [],
    async () => schemaUri,
  );
  languageService.configure({ validate: true });
  const document = service.TextDocument.create("file:///pipeline.yml", "azure-pipelines", 1, text);
  return await languageService.doValidation(document, service.parse(text));
}

/** The language service writes what it is doing to the console. */
async function quietly<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = globalThis.console;
  globalThis.console = new Console(new PassThrough().resume());
  try {
    return await work();
  } finally {
    globalThis.console = before;
  }
}
