import { z } from "zod";

/** A text that must not be empty. */
export const text = (description: string) => z.string().min(1, "must not be empty").describe(description);

/** A description that may be left out; an empty one is the same as none, as it is to Graph. */
export const optionalDescription = (description: string) =>
  z
    .string()
    .transform((value) => (value === "" ? undefined : value))
    .optional()
    .describe(description);

/** Ids of scope tags, as a set. */
export const scopeTagIds = z
  .array(z.string().min(1, "must not be empty"))
  .min(1, 'must have at least one scope tag, as in ["0"] for the default one')
  .transform((ids) => [...new Set(ids)].sort())
  .optional()
  .describe("Ids of the scope tags; left alone when not given. Served by Graph's beta version only.");
