import { z } from "zod";
import { exampleFor } from "../../settings/examples.ts";
import { settingsSchema } from "../../settings/schema.ts";
import { fleetFile } from "./schema.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON schema of fleet.yaml, for editors: https://json-schema.org/draft/2020-12 */
export function fleetFileSchema(): JsonSchema {
  const programSettings = settingsJsonSchema();
  return z.toJSONSchema(fleetFile, {
    io: "input",
    reused: "inline",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "record") {
        Object.assign(jsonSchema, programSettings);
        delete jsonSchema.propertyNames;
      }
    },
  });
}

/** The program's settings, and any key of another namespace. The tenant's ID is not among them: a fleet sets it. */
function settingsJsonSchema(): JsonSchema {
  const { properties: { tenantId: _, ...properties } = {} } = z.toJSONSchema(settingsSchema, {
    io: "input",
    reused: "inline",
  });
  const described = keysOf({ properties }, []);
  return {
    ...described,
    patternProperties: {
      "^[A-Za-z][A-Za-z0-9-]*:.+$": { description: "A setting by its whole key, of a provider for example." },
    },
  };
}

/**
 * The keys of a setting, at every depth. Types are left out: a setting of which some are mappings may often be a name or a
 * number too, and the file itself is checked by the program's own schema.
 */
function keysOf(schema: JsonSchema, path: readonly (string | number)[]): JsonSchema {
  const { properties, items, enum: choices } = schema;
  return {
    ...(choices && { enum: choices }),
    ...(isSchema(items) && { items: keysOf(items, [...path, 0]) }),
    ...(properties && {
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [key, keyOf(value, [...path, key])]),
      ),
    }),
  };
}

function keyOf(value: z.core.JSONSchema._JSONSchema, path: readonly (string | number)[]): JsonSchema {
  const schema = isSchema(value) ? value : {};
  const example = exampleFor(path);
  return {
    ...(schema.description !== undefined && { description: schema.description }),
    ...(example !== undefined && { examples: [example] }),
    ...keysOf(schema, path),
  };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
