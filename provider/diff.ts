import { isDeepStrictEqual } from "node:util";
import {
  hasUnknown,
  isPropertyMap,
  type Keys,
  keysOf,
  memberOf,
  type PropertyPath,
  unmarkSecrets,
} from "./paths.ts";
import { type PropertyMap, type PropertyValue, Secret } from "./values.ts";

export type ChangeKind = "add" | "update" | "delete";

/** One difference between two property maps. */
export type PropertyChange = { readonly path: PropertyPath; readonly kind: ChangeKind };

/**
 * What differs between two property maps, outermost first. A list in `keys` is the same in any order; of its elements
 * those that differ are given, by where they stand, since the engine looks the values up by position.
 * A value that is not known yet, or that has become secret, differs.
 */
export function diffProperties(old: PropertyMap, next: PropertyMap, keys: Keys): PropertyChange[] {
  return memberNames(old, next).flatMap((property) => {
    const [before, after] = [memberOf(old, property), memberOf(next, property)];
    const keyOf = Object.hasOwn(keys, property) ? keys[property] : undefined;
    return keyOf === undefined
      ? diffValues(before, after, [property])
      : diffKeyed(before, after, [property], keyOf);
  });
}

function memberNames(old: PropertyMap, next: PropertyMap): string[] {
  return [...new Set([...Object.keys(old), ...Object.keys(next)])];
}

function diffKeyed(
  old: PropertyValue | undefined,
  next: PropertyValue | undefined,
  path: PropertyPath,
  keyOf: (element: PropertyMap) => string,
): PropertyChange[] {
  if (!Array.isArray(old) || !Array.isArray(next)) {
    return diffValues(old, next, path);
  }
  if (sameElements(old, next, keyOf)) {
    return [];
  }
  return changesByKey(old, next, path, keyOf) ?? changesByPosition(old, next, path, keyOf);
}

/**
 * Elements that came are given where they stand now, those that went where they stood, and one that changed and moved
 * as both; undefined where the keys do not tell the elements apart.
 */
function changesByKey(
  old: PropertyValue[],
  next: PropertyValue[],
  path: PropertyPath,
  keyOf: (element: PropertyMap) => string,
): PropertyChange[] | undefined {
  const [oldKeys, nextKeys] = [keysOf(old, keyOf), keysOf(next, keyOf)];
  if ([oldKeys, nextKeys].some((keys) => keys.includes(undefined) || new Set(keys).size < keys.length)) {
    return undefined;
  }
  const isKept = (key: string | undefined) => {
    const [before, after] = [oldKeys.indexOf(key), nextKeys.indexOf(key)];
    return before >= 0 && after >= 0 && diffValues(old[before], next[after], []).length === 0;
  };
  return positionsOf(old, next).flatMap((index) => {
    const at = [...path, index];
    if (oldKeys[index] === nextKeys[index]) {
      return diffValues(old[index], next[index], at);
    }
    const goes = index < old.length && !isKept(oldKeys[index]);
    const comes = index < next.length && !isKept(nextKeys[index]);
    if (!goes && !comes) {
      return [];
    }
    return [{ path: at, kind: goes && comes ? "update" : goes ? "delete" : "add" }];
  });
}

function changesByPosition(
  old: PropertyValue[],
  next: PropertyValue[],
  path: PropertyPath,
  keyOf: (element: PropertyMap) => string,
): PropertyChange[] {
  return positionsOf(old, next).flatMap((index) => {
    const [before, after] = [old[index], next[index]];
    const moved = keysOf([before ?? null], keyOf)[0] !== keysOf([after ?? null], keyOf)[0];
    const bothKnown = before !== undefined && after !== undefined;
    if (bothKnown && moved && !hasUnknown(after)) {
      return [{ path: [...path, index], kind: "update" }];
    }
    return diffValues(before, after, [...path, index]);
  });
}

function sameElements(
  old: PropertyValue[],
  next: PropertyValue[],
  keyOf: (element: PropertyMap) => string,
): boolean {
  if (old.length !== next.length) {
    return false;
  }
  const oldKeys = keysOf(old, keyOf);
  if (new Set(oldKeys).size < oldKeys.length) {
    return false;
  }
  return keysOf(next, keyOf).every((key, index) => {
    const before = key === undefined ? undefined : old[oldKeys.indexOf(key)];
    return diffValues(before, next[index], []).length === 0;
  });
}

function diffValues(
  old: PropertyValue | undefined,
  next: PropertyValue | undefined,
  path: PropertyPath,
): PropertyChange[] {
  if (old === undefined || old === null) {
    return next === undefined || next === null ? [] : [{ path, kind: "add" }];
  }
  if (next === undefined || next === null) {
    return [{ path, kind: "delete" }];
  }
  if (next instanceof Secret && !(old instanceof Secret)) {
    return [{ path, kind: "update" }];
  }
  if (old instanceof Secret || next instanceof Secret) {
    return diffWhole(old, next, path);
  }
  if (Array.isArray(old) && Array.isArray(next)) {
    return positionsOf(old, next).flatMap((index) => diffValues(old[index], next[index], [...path, index]));
  }
  if (isPropertyMap(old) && isPropertyMap(next)) {
    return memberNames(old, next).flatMap((key) =>
      diffValues(memberOf(old, key), memberOf(next, key), [...path, key]),
    );
  }
  return diffWhole(old, next, path);
}

function diffWhole(old: PropertyValue, next: PropertyValue, path: PropertyPath): PropertyChange[] {
  const same = !hasUnknown(next) && isDeepStrictEqual(unmarkSecrets(old), unmarkSecrets(next));
  return same ? [] : [{ path, kind: "update" }];
}

function positionsOf(old: PropertyValue[], next: PropertyValue[]): number[] {
  return Array.from({ length: Math.max(old.length, next.length) }, (_, index) => index);
}
