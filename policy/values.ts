/** What a property has that a preview does not know yet. */
export const unknown: unique symbol = Symbol("not known before the update");

/** A resource's properties as plain data. */
export type Value =
  | null
  | boolean
  | number
  | string
  | typeof unknown
  | readonly Value[]
  | { readonly [name: string]: Value };

/**
 * The properties of a resource as plain data, with `unknown` for what a preview does not know. @pulumi/policy throws at the
 * first unknown property that is read, and gives up the policy for the whole resource.
 * Source: https://www.pulumi.com/docs/insights/policy/policy-packs/authoring/
 */
export function plainValue(given: unknown): Value {
  if (Array.isArray(given)) {
    return Array.from({ length: given.length }, (_, index) => memberOf(given, index));
  }
  if (typeof given === "object" && given !== null) {
    return Object.fromEntries(Object.keys(given).map((name) => [name, memberOf(given, name)]));
  }
  const isPlain = typeof given === "boolean" || typeof given === "number" || typeof given === "string";
  return isPlain ? given : null;
}

function memberOf(given: object, name: string | number): Value {
  let member: unknown;
  try {
    member = Reflect.get(given, name);
  } catch {
    return unknown;
  }
  return plainValue(member);
}

/** The value at a path of names and indices; null where there is none, `unknown` from the first unknown one on. */
export function valueAt(value: Value, ...path: readonly (string | number)[]): Value {
  return path.reduce<Value>((at, name) => {
    if (at === unknown || at === null || typeof at !== "object") {
      return at === unknown ? unknown : null;
    }
    return Object.hasOwn(at, name) ? ((Reflect.get(at, name) as Value | undefined) ?? null) : null;
  }, value);
}

/** The elements of an array; none where it is unknown or something else. */
export function elementsAt(value: Value, ...path: readonly (string | number)[]): readonly Value[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The text at a path; undefined where it is unknown or no text. */
export function textAt(value: Value, ...path: readonly (string | number)[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === "string" ? found : undefined;
}
