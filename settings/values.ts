import { z } from "zod";

/** `pulumi config set --path` stores digits as a number: the name of a group, or a scope tag. */
export const digits = (value: unknown) => (Number.isSafeInteger(value) ? String(value) : value);

/**
 * A text that fits the pattern, by default one that is not blank; `error` completes "the setting ...". The pattern has no flag but
 * `u`, since JSON schema has no place for one.
 */
export const text = (error: string, pattern = /\S/) => {
  const takesDigits = ["0", "12", "-1"].some((number) => pattern.test(number));
  return z
    .preprocess(digits, z.string({ error }).regex(pattern, { error }))
    .meta({ type: takesDigits ? ["string", "integer"] : "string" });
};

/** A GUID, in lower case; `what` says whose. */
export const guid = (what: string) =>
  z
    .guid({ error: `must be ${what}: a GUID without braces` })
    .meta({ pattern: "^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$" })
    .transform((value) => value.toLowerCase());

/** The number of a scope tag. */
export const scopeTagId = text("must be the number of a scope tag, not its name", /^\d+$/).describe(
  "The number of a scope tag, not its name.",
);

/** A list of `what`. */
export const list = <Item extends z.ZodType>(item: Item, what: string) =>
  z.array(item, { error: `must be a list of ${what}` });

/** A mapping with no other keys than those of the shape; `or` says what else the setting may be. */
export const mapping = <Shape extends z.ZodRawShape>(shape: Shape, or = "") =>
  z.strictObject(shape, { error: `must be ${or}a mapping with the keys ${Object.keys(shape).join(", ")}` });

/** Adds an issue that the setting's removal fixes. */
export function superfluous(context: z.RefinementCtx, message: string, ...path: PropertyKey[]): void {
  context.addIssue({ code: "custom", path, message, params: { remove: true } });
}

/** Adds an issue at each entry that repeats an earlier one. Entra compares names and IDs without regard to case. */
export function noRepeats<Entry>(name: (entry: Entry) => string) {
  return (entries: readonly Entry[], context: z.RefinementCtx) => {
    const names = entries.map((entry) => name(entry).toLowerCase());
    names.forEach((value, index) => {
      if (names.indexOf(value) < index) {
        superfluous(context, "repeats an earlier entry", index);
      }
    });
  };
}

/** The name of an entry that is a text. */
export const itself = (entry: string) => entry;

/** What is wrong with a text that names no group. */
export const groupName = "must be a group's display name or object ID";

/**
 * What a setting may be beside the mapping that its schema is made of, for the JSON schema: zod has no form for what is
 * preprocessed.
 */
export const orElse = (type: readonly string[], pattern?: RegExp) => ({
  orElse: { type, ...(pattern && { pattern: pattern.source }) },
});

/** A setting as the program sees it, from the text that Pulumi hands it: structured values are JSON. */
export function parsedSetting(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
