import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

type Members = Readonly<Record<string, unknown>>;

/** What a schema has a place for, of a value that may have more. */
export function pick(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional) {
    return pick(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((each) => pick(schema.element, each));
  }
  if (!(schema instanceof z.ZodObject) || !isMembers(value)) {
    return value;
  }
  const members = Object.entries(schema.shape).filter(([key]) => value[key] !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, pick(member, value[key])]));
}

/**
 * Inputs with what changed in reality since the last time. Inputs cannot be read: what Azure shows has its defaults
 * and its own spellings in it. So what it showed then is compared with what it shows now, and only differences count,
 * as in the published plugin.
 */
export function withChanges(inputs: Members, before: Members, now: Members): Members {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const changed = keys.filter((key) => !isDeepStrictEqual(before[key], now[key]));
  const members = changed.map((key): [string, unknown] => {
    const [given, old, next] = [inputs[key], before[key], now[key]];
    const isInside = isMembers(given) && isMembers(old) && isMembers(next);
    return [key, isInside ? withChanges(given, old, next) : next];
  });
  return { ...inputs, ...Object.fromEntries(members) };
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
