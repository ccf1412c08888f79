import type { Path } from "./names.ts";

/** As far as the user wrote it: `groups[0]` for the plain name that the schema reads as `{group: name}`. */
export function asWritten(path: Path, given: unknown): { path: Path; value: unknown } {
  let value = given;
  for (const [index, step] of path.entries()) {
    if (typeof value !== "object" || value === null) {
      return { path: path.slice(0, index), value };
    }
    value = Reflect.get(value, step);
  }
  return { path, value };
}
