import { diffProperties } from "./diff.ts";
import { alignOrder, formatPath, isPropertyMap, type Keys, type PropertyPath } from "./paths.ts";
import { type PropertyMap, type PropertyValue, Secret, Unknown } from "./values.ts";

/**
 * What a write found in place of what its run had read: it was changed between the two. `secrets` names
 * what in `found` was read from behind a mask.
 */
export type ConcurrentChange = {
  readonly expected: object;
  readonly found: object;
  readonly secrets?: readonly PropertyPath[];
};

/** What to tell of it: each difference by its path, secrets hidden; undefined where there is none. */
export function describeConcurrentChange(
  expected: PropertyMap,
  found: PropertyMap,
  keys: Keys,
  written: "changed" | "deleted",
): string | undefined {
  const aligned = alignOrder(found, expected, keys);
  const changes = diffProperties(expected, aligned, keys);
  if (changes.length === 0) {
    return undefined;
  }
  return [
    "This resource was changed outside this run:",
    ...changes.map(
      ({ path }) =>
        `  ${formatPath(path)}: ${shown(partAt(expected, path))} -> ${shown(partAt(aligned, path))}`,
    ),
    consequences[written],
  ].join("\n");
}

const consequences = {
  changed:
    "Where this run wrote the same property, its value has replaced theirs; `pulumi preview` shows what else differs.",
  deleted: "This run has deleted it all the same.",
};

function partAt(value: PropertyValue | undefined, path: PropertyPath): PropertyValue | undefined {
  const [head, ...rest] = path;
  if (head === undefined || value instanceof Secret) {
    return value;
  }
  if (Array.isArray(value)) {
    return partAt(value[Number(head)], rest);
  }
  return isPropertyMap(value) ? partAt(value[head], rest) : undefined;
}

function shown(value: PropertyValue | undefined): string {
  return value === undefined ? "(none)" : JSON.stringify(value, (_, part) => hidden(part));
}

function hidden(part: unknown): unknown {
  if (part instanceof Secret) {
    return "[secret]";
  }
  return part instanceof Unknown ? "[unknown]" : part;
}
