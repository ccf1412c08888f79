import { z } from "zod";
import { nearestName } from "../../settings/did-you-mean.ts";
import { type Found, isPlainKey, type Path } from "./issues.ts";
import { fleetFileSchema } from "./json-schema.ts";

/** What zod found wrong in a fleet's file, one for each place. */
export function explain(issues: readonly z.core.$ZodIssue[]): Found[] {
  let schema: JsonSchema | undefined;
  return issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") {
      return { path: issue.path, message: issue.message };
    }
    schema ??= jsonSchema.parse(fleetFileSchema());
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => unknownKey(issue.path, key, known));
  });
}

function unknownKey(parent: Path, key: string, known: readonly string[]): Found {
  const keys = `the keys here are ${known.join(", ")}`;
  // Where a secret or a URL is expected, a key may be the secret: `secret: { hunter2 }` is a mapping with that key.
  if (!isPlainKey(key) || parent.some((step) => secretive.has(step))) {
    return { path: parent, message: `has an unknown key: ${keys}` };
  }
  const nearest = nearestName(known, key);
  return {
    path: [...parent, key],
    message: `is not a key of fleet.yaml: ${nearest === undefined ? keys : `did you mean ${nearest}?`}`,
  };
}

const secretive: ReadonlySet<PropertyKey> = new Set(["credential", "webhooks"]);

const jsonSchema: z.ZodType<JsonSchema> = z.looseObject({
  get properties() {
    return z.record(z.string(), jsonSchema).optional();
  },
  get items() {
    return jsonSchema.optional();
  },
});

type JsonSchema = {
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly items?: JsonSchema | undefined;
};

/** The keys that the mapping at a path may have. */
function keysAt(whole: JsonSchema, path: Path): string[] {
  let schema: JsonSchema | undefined = whole;
  for (const step of path) {
    schema = typeof step === "number" ? schema?.items : schema?.properties?.[String(step)];
  }
  return Object.keys(schema?.properties ?? {});
}
