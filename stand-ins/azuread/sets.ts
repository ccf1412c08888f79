import { z } from "zod";

/** A list whose order means nothing, in one order that is always the same. */
export const stringSet = z.array(z.string().min(1, "must not be empty")).transform(sorted);

/** Texts, each once, in the order of their code units. */
export function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

/** Whether two lists hold the same texts. */
export function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return sorted(one).join("\n") === sorted(other).join("\n");
}
