import { type PropertyMap, type PropertyValue, Secret } from "../../../provider/values.ts";

// https://www.pulumi.com/docs/iac/guides/building-extending/providers/implementers/
export const signature = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
/** What the engine writes for a value that is known only after another resource is created. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The properties of a resource as its stack's state has them. A secret stays encrypted: its ciphertext stands for its value,
 * so that it is equal to itself and to nothing else.
 */
export function decodeState(properties: Readonly<Record<string, unknown>>): PropertyMap {
  const entries = Object.entries(properties).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [[key, decoded(value)] as const],
  );
  return Object.fromEntries(entries);
}

function decoded(value: unknown): PropertyValue {
  if (Array.isArray(value)) {
    return value.map(decoded);
  }
  if (typeof value === "object" && value !== null) {
    return Reflect.get(value, signature) === secretSignature
      ? new Secret(`encrypted: ${String(Reflect.get(value, "ciphertext"))}`)
      : decodeState({ ...value });
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
