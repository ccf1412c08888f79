/**
 * A JSON object of Graph's. A tenant holds all that was ever written there, so that any member may be missing, and
 * may be of any type: what is read here is kept as it is, and never refused.
 */
export type GraphObject = { readonly [member: string]: unknown };

/** An object of Graph's that has an id. */
export type GraphEntity = GraphObject & { readonly id: string };

/** Whether a value that Graph returned is an object, and no list. */
export function isGraphObject(value: unknown): value is GraphObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value that Graph returned is an object with an id. */
export function isGraphEntity(value: unknown): value is GraphEntity {
  return isGraphObject(value) && typeof value.id === "string";
}

/** Whether Graph returned no value: it writes null, "" or nothing at all. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** A member as text; "" where it is none. */
export function textOf(object: GraphObject, member: string): string {
  const value = object[member];
  return typeof value === "string" ? value : "";
}

/** Ids of scope tags as a set in canonical form; what is none is kept as it is. */
export function readScopeTags(ids: unknown): unknown {
  const isSet = Array.isArray(ids) && ids.every((id) => typeof id === "string");
  return isSet ? [...new Set<string>(ids)].sort() : ids;
}
