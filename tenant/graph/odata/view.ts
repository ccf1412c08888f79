import type { z } from "zod";

/** The properties of `shape`, taken from something kept; what it lacks is null. Annotations stay. */
export function view(shape: Readonly<Record<string, z.ZodType>>, kept: object): Record<string, unknown> {
  const values = new Map(Object.entries(kept));
  const annotations = [...values].filter(([name]) => name.startsWith("@odata."));
  const properties = Object.keys(shape).map((name) => [name, values.get(name) ?? null] as const);
  return Object.fromEntries([...annotations, ...properties]);
}
