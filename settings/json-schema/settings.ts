import { z } from "zod";
import { exampleFor, neededKeys } from "../examples.ts";
import type { Path } from "../names.ts";
import { settingsSchema } from "../schema.ts";
import { type JsonSchema, orEncrypted, orOther } from "./forms.ts";

/** The JSON schema of each setting, by its key after `pin-reset:`, as Pulumi.<stack>.yaml has it. */
export function settingSchemas(): Record<string, JsonSchema> {
  const { properties = {} } = z.toJSONSchema(settingsSchema, {
    io: "input",
    reused: "inline",
    target: "draft-07",
    override: ({ zodSchema, jsonSchema }) => restoreDefault(zodSchema, jsonSchema),
  });
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => [key, topLevel(key, asSchema(schema))]),
  );
}

/** zod leaves out the default of what it transforms; that of a mapping is just what its keys have. */
function restoreDefault(zodSchema: z.core.$ZodTypes, jsonSchema: JsonSchema): void {
  const { def } = zodSchema._zod;
  const fallback = def.type === "default" ? def.defaultValue : z.globalRegistry.get(zodSchema)?.default;
  if (def.type === "prefault") {
    delete jsonSchema.default;
  } else if (fallback !== undefined) {
    jsonSchema.default = fallback;
  }
}

/** `pulumi config set` without `--path` writes a text, and a program sees the same as of what the text has in JSON. */
function topLevel(key: string, schema: JsonSchema): JsonSchema {
  if (key === "tenantId") {
    const pattern = `^$|${schema.pattern}`;
    return orEncrypted({ ...described(schema, [key]), pattern });
  }
  const canBeSwitch = schema.orElse !== undefined;
  const written: JsonSchema = canBeSwitch
    ? { type: ["boolean", "string"], pattern: String.raw`^\s*(?:true|false|\{[\s\S]*\})\s*$` }
    : { type: "string", pattern: String.raw`^\s*\{[\s\S]*\}\s*$` };
  return orEncrypted(described({ ...schema, orElse: written }, [key]));
}

/** A setting's schema with examples, and with each form that it may have. */
function described(schema: JsonSchema, path: Path): JsonSchema {
  const { orElse, items, properties, format: _, ...rest } = schema;
  const example = exampleOf(schema, path);
  const form: JsonSchema = {
    ...rest,
    ...(example !== undefined && { examples: [example] }),
    ...(items !== undefined && { items: described(asSchema(items), [...path, 0]) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [key, described(asSchema(value), [...path, key])]),
      ),
    }),
  };
  const other = orElse === undefined ? undefined : asSchema(orElse);
  const whole = other === undefined ? form : orOther(form, other);
  return path.length > 1 && takesText(other ?? form) ? orEncrypted(whole) : whole;
}

/** Whether it takes a text, which is what an encrypted value becomes. */
function takesText({ type }: JsonSchema): boolean {
  return [type].flat().includes("string");
}

/** A value that the setting takes: of a mapping, what it cannot be without, or else its first key. */
function exampleOf({ type, items, properties }: JsonSchema, path: Path): unknown {
  if (items !== undefined) {
    const example = exampleOf(asSchema(items), [...path, 0]);
    return example === undefined ? undefined : [example];
  }
  if (properties === undefined) {
    const example = exampleFor(path);
    return type === "boolean" ? example === "true" : example;
  }
  const needed = neededKeys(path).map((key) => key[path.length]);
  const keys = Object.keys(properties);
  const shown = needed.length > 0 ? keys.filter((key) => needed.includes(key)) : keys.slice(0, 1);
  return Object.fromEntries(shown.map((key) => [key, exampleOf(asSchema(properties[key]), [...path, key])]));
}

function asSchema(value: unknown): JsonSchema {
  return isSchema(value) ? value : {};
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
