/** What stands for a value that must not be seen. */
export const secret = "[secret]";
/** What stands for a value that is known only after another resource is created. */
export const unknown = "[not known yet]";

// https://www.pulumi.com/docs/iac/guides/building-extending/providers/implementers/
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Key = string | number;

const pathPart = /\.?([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/g;

/** The keys of a property path as the engine writes it, such as `omaSettings[0].value` or `tags["a.b"]`. */
export function keysOf(path: string): readonly Key[] {
  return [...path.matchAll(pathPart)].map(([, name, index, quoted]) => {
    if (index !== undefined) {
      return Number(index);
    }
    return name ?? (quoted ?? "").replace(/\\(.)/g, "$1");
  });
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, keys: readonly Key[]): unknown {
  return keys.reduce((within, key) => childOf(within, key), value);
}

function childOf(value: unknown, key: Key): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}

/**
 * The value at a path, for people. It is hidden, or a part of it, where it is a secret here or at the same place of
 * one of `others`: what a provider reads back may have lost its mark.
 */
export function shownAt(value: unknown, keys: readonly Key[], others: readonly unknown[]): unknown {
  let within = value;
  let beside: readonly unknown[] = [value, ...others];
  for (const key of keys) {
    if (beside.some(isSecret)) {
      break;
    }
    within = childOf(within, key);
    beside = childrenOf(beside, key);
  }
  return shown(within, beside);
}

function shown(value: unknown, beside: readonly unknown[]): unknown {
  if (beside.some(isSecret)) {
    return value === undefined ? undefined : secret;
  }
  if (value === unknownValue) {
    return unknown;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => shown(item, childrenOf(beside, index)));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, shown(item, childrenOf(beside, key))]),
  );
}

/** What stands at a key of each. Where lists are of different length, their items may have moved: all of them then. */
function childrenOf(values: readonly unknown[], key: Key): readonly unknown[] {
  const lists = values.filter((value) => Array.isArray(value));
  const haveMoved = typeof key === "number" && new Set(lists.map(({ length }) => length)).size > 1;
  return haveMoved ? lists.flat() : values.map((value) => childOf(value, key));
}

function isSecret(value: unknown): boolean {
  return childOf(value, signature) === secretSignature;
}

/** Whether there is a secret at a path, on the way to it, or within what stands there. */
export function hasSecretAt(value: unknown, keys: readonly Key[]): boolean {
  const onTheWay = keys.some((_, depth) => isSecret(valueAt(value, keys.slice(0, depth))));
  return onTheWay || holdsSecret(valueAt(value, keys));
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return isSecret(value) || Object.values(value).some(holdsSecret);
}

/** Whether a value, or a part of it, is known only after another resource is created. */
export function isUnknown(value: unknown): boolean {
  if (typeof value === "object" && value !== null) {
    return Object.values(value).some(isUnknown);
  }
  return value === unknownValue;
}
