import { isDeepStrictEqual } from "node:util";
import { type PropertyMap, type PropertyValue, Secret, Unknown } from "./values.ts";

/** Where a part of a property value is: member names and list positions, outermost first. */
export type PropertyPath = readonly (string | number)[];

/** For each list property whose order means nothing: what tells its elements apart. */
export type Keys = { readonly [property: string]: (element: PropertyMap) => string };

/**
 * A path as Pulumi writes it: `omaSettings[0].value`, with `["..."]` for names that are not plain words.
 * Source: https://www.pulumi.com/docs/iac/concepts/miscellaneous/property-paths/
 */
export function formatPath(path: PropertyPath): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === "number") {
      return `${text}[${segment}]`;
    }
    if (!/^[A-Za-z_$][\w$]*$/.test(segment)) {
      return `${text}[${JSON.stringify(segment)}]`;
    }
    return text === "" ? segment : `${text}.${segment}`;
  }, "");
}

/** Whether a value is a map of properties: no list, no mark, no scalar. */
export function isPropertyMap(value: PropertyValue | undefined): value is PropertyMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Unknown)
  );
}

/** The value without its secret marks; what is unknown stays so. */
export function unmarkSecrets(value: PropertyMap): PropertyMap;
export function unmarkSecrets(value: PropertyValue): PropertyValue;
export function unmarkSecrets(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) {
    return unmarkSecrets(value.value);
  }
  if (Array.isArray(value)) {
    return value.map((element) => unmarkSecrets(element));
  }
  if (!isPropertyMap(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unmarkSecrets(member)]));
}

/** A map's own member of that name; what every object inherits, such as `toString`, is none. */
export function memberOf(map: PropertyMap, name: string): PropertyValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** Whether any part of the value is not known yet. */
export function hasUnknown(value: PropertyValue): boolean {
  if (value instanceof Unknown) {
    return true;
  }
  if (value instanceof Secret) {
    return hasUnknown(value.value);
  }
  if (Array.isArray(value)) {
    return value.some(hasUnknown);
  }
  return isPropertyMap(value) && Object.values(value).some(hasUnknown);
}

/** The paths of the outermost secrets in a value. */
export function secretPaths(value: PropertyValue, path: PropertyPath = []): PropertyPath[] {
  if (value instanceof Secret) {
    return [path];
  }
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => secretPaths(element, [...path, index]));
  }
  if (!isPropertyMap(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([key, member]) => secretPaths(member, [...path, key]));
}

/** The map with a secret mark at each of the paths that lead to something in it. */
export function markSecrets(value: PropertyMap, paths: readonly PropertyPath[]): PropertyMap {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, concealPart(member, tails(paths, key))]),
  );
}

function concealPart(value: PropertyValue, paths: readonly PropertyPath[]): PropertyValue {
  if (paths.length === 0 || value instanceof Secret || value instanceof Unknown) {
    return value;
  }
  if (paths.some((path) => path.length === 0)) {
    return new Secret(value);
  }
  if (Array.isArray(value)) {
    return value.map((element, index) => concealPart(element, tails(paths, index)));
  }
  return isPropertyMap(value) ? markSecrets(value, paths) : value;
}

function tails(paths: readonly PropertyPath[], head: string | number): PropertyPath[] {
  return paths.filter((path) => path[0] === head).map((path) => path.slice(1));
}

/**
 * Where the part at `path` of one value stands in another one that was made of it. Where a list has gained
 * or lost elements, or became something else, positions tell nothing: then it is the whole of that. So it is where a list
 * that `nested` names has other elements, by their keys.
 */
export function stablePath(
  path: PropertyPath,
  from: PropertyValue | undefined,
  to: PropertyValue | undefined,
  nested: Keys = {},
): PropertyPath {
  const [head, ...rest] = path;
  if (head === undefined || !sameShape(from, to)) {
    return [];
  }
  const [before, after] = [partAt(from, head), partAt(to, head)];
  const keyOf = typeof head === "string" && Object.hasOwn(nested, head) ? nested[head] : undefined;
  const isSame = keyOf === undefined || isDeepStrictEqual(keysOf(before, keyOf), keysOf(after, keyOf));
  return [head, ...(isSame ? stablePath(rest, before, after, nested) : [])];
}

function sameShape(from: PropertyValue | undefined, to: PropertyValue | undefined): boolean {
  if (Array.isArray(from) && Array.isArray(to)) {
    return from.length === to.length;
  }
  return isPropertyMap(from) && isPropertyMap(to);
}

function partAt(value: PropertyValue | undefined, head: string | number): PropertyValue | undefined {
  if (Array.isArray(value)) {
    return value[Number(head)];
  }
  return isPropertyMap(value) ? memberOf(value, String(head)) : undefined;
}

/**
 * Where the part at `path` of one map stands in another one, in which the elements of a keyed list may have moved: each
 * element of the same key, since a list that was read may have it twice, and none where there is no such element.
 */
export function translatePath(
  path: PropertyPath,
  from: PropertyMap,
  to: PropertyMap,
  keys: Keys,
  nested: Keys = {},
): PropertyPath[] {
  const [property, index, ...rest] = path;
  const keyOf = typeof property === "string" ? keys[property] : undefined;
  if (typeof property !== "string" || typeof index !== "number" || keyOf === undefined) {
    return [stablePath(path, from, to, nested)];
  }
  const key = keysOf(from[property], keyOf)[index];
  return keysOf(to[property], keyOf).flatMap((other, position) => {
    if (key === undefined || other !== key) {
      return [];
    }
    const [before, after] = [partAt(from[property], index), partAt(to[property], position)];
    return [[property, position, ...stablePath(rest, before, after, nested)]];
  });
}

/**
 * The map with its keyed lists in the order that `model` has them; elements that `model` lacks come last,
 * in their own order. A list that is not known as a whole stays as it is; one that is secret stays secret.
 */
export function alignOrder(value: PropertyMap, model: PropertyMap, keys: Keys): PropertyMap {
  const aligned = { ...value };
  for (const [property, keyOf] of Object.entries(keys)) {
    const list = value[property];
    const order = keysOf(model[property], keyOf);
    if (Array.isArray(list)) {
      aligned[property] = alignList(list, order, keyOf);
    }
    if (list instanceof Secret && Array.isArray(list.value)) {
      aligned[property] = new Secret(alignList(list.value, order, keyOf));
    }
  }
  return aligned;
}

function alignList(
  list: PropertyValue[],
  order: readonly (string | undefined)[],
  keyOf: (element: PropertyMap) => string,
): PropertyValue[] {
  if (hasUnknown(list)) {
    return list;
  }
  const rank = (element: PropertyValue) => {
    const position = order.indexOf(keyOfElement(element, keyOf));
    return position < 0 ? order.length : position;
  };
  return list.toSorted((left, right) => rank(left) - rank(right));
}

/** A value as a key: text as it is, anything else as JSON, since what was read may be anything. */
export function keyText(value: PropertyValue): string {
  return typeof value === "string" ? value : JSON.stringify(inOrder(unmarkSecrets(value)));
}

/** With the members of each map by name, since maps come from the engine in any order. */
function inOrder(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) {
    return value.map(inOrder);
  }
  if (!isPropertyMap(value)) {
    return value;
  }
  const sorted = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, member]) => [key, inOrder(member)]));
}

/** The keys of a list's elements, by position; undefined where an element has none. */
export function keysOf(
  list: PropertyValue | undefined,
  keyOf: (element: PropertyMap) => string,
): (string | undefined)[] {
  const plain = list === undefined ? undefined : unmarkSecrets(list);
  return Array.isArray(plain) ? plain.map((element) => keyOfElement(element, keyOf)) : [];
}

function keyOfElement(element: PropertyValue, keyOf: (element: PropertyMap) => string): string | undefined {
  const plain = unmarkSecrets(element);
  return isPropertyMap(plain) && !hasUnknown(plain) ? keyOf(plain) : undefined;
}
