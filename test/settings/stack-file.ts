import { Ajv, type ValidateFunction } from "ajv";
import { parse } from "yaml";
import { readDocument } from "../documents.ts";

/** settings/stack.schema.json, as a YAML language server applies it. */
const asEditor: ValidateFunction = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readDocument("settings/stack.schema.json")),
);

/** Whether a part of the schema takes a value. */
export function takes(part: object, value: unknown): boolean {
  const { definitions } = JSON.parse(readDocument("settings/stack.schema.json"));
  return new Ajv({ allowUnionTypes: true }).validate({ ...part, definitions }, value);
}

/** Where an editor marks a file, each place with what is wrong; none where the file is right. */
export function marksIn(file: unknown): string[] {
  asEditor(file);
  const errors = (asEditor.errors ?? []).filter(({ keyword }) => keyword !== "if");
  return errors.map(({ instancePath, message, params }) =>
    [instancePath || "/", message, params.additionalProperty].filter(Boolean).join(" "),
  );
}

/** The settings in the YAML of a document, each with where it stands. */
export function settingsIn(document: string): { at: string; file: unknown }[] {
  const blocks = [...readDocument(document).matchAll(/^( *)```yaml\n([\s\S]*?)\n\1```$/gm)];
  return blocks.flatMap(({ 2: text = "", index }) => {
    const file = fileOf(parse(text));
    return file === undefined ? [] : [{ at: `${document}, at ${index}`, file }];
  });
}

/** The file of which a block is all, or some keys of its settings. */
function fileOf(block: unknown): unknown {
  if (typeof block !== "object" || block === null) {
    return undefined;
  }
  const isWhole = Object.keys(Object(Reflect.get(block, "config"))).some((key) => key.includes(":"));
  const isPart = Object.keys(block).some((key) => /^(?:pin-reset|intune|azuread):/.test(key));
  return isWhole ? block : isPart ? { config: block } : undefined;
}
