import { z } from "zod";
import { exampleFor } from "../examples.ts";
import type { Path } from "../names.ts";
import { settingsSchema } from "../schema.ts";
import { type JsonSchema, orEncrypted, orOther } from "./forms.ts";

/** The JSON schema of each setting, by its key after `pin-reset:`, as Pulumi.<stack>.yaml has it. */
export function settingSchemas(): Record<string, JsonSchema> {
  const { properties = {} } = z.toJSONSchema(settingsSchema, {
    io: "input",
    reused: "inline",
    target: "draft-07",
    override: ({ zodSchema, jsonSchema }) => complete(zodSchema, jsonSchema),
  });
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => [key, topLevel(key, asSchema(schema))]),
  );
}

/** What zod leaves out where a setting is preprocessed or transformed: its default, and whether a mapping needs it. */
function complete(zodSchema: z.core.$ZodTypes, jsonSchema: JsonSchema): void {
  const { def } = zodSchema._zod;
  const fallback = def.type === "default" ? def.defaultValue : z.globalRegistry.get(zodSchema)?.default;
  if (def.type === "prefault") {
    // Those of its keys say the same.
    delete jsonSchema.default;
  } else if (fallback !== undefined) {
    jsonSchema.default = fallback;
  }
  if (def.type === "object") {
    const needed = Object.entries(def.shape).flatMap(([key, value]) =>
      z.safeParse(value, undefined).success ? [] : [key],
    );
    if (needed.length > 0) {
      jsonSchema.required = needed;
    }
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

/** A value that the setting takes. A mapping's are with its keys: editors offer one of the whole as "[object Object]". */
function exampleOf({ items }: JsonSchema, path: Path): unknown {
  if (items !== undefined) {
    const example = exampleOf(asSchema(items), [...path, 0]);
    return example === undefined ? undefined : [example];
  }
  const example = exampleFor(path);
  return example === "true" || example === "false" ? example === "true" : example;
}

function asSchema(value: unknown): JsonSchema {
  return isSchema(value) ? value : {};
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
