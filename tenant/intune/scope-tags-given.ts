import { intuneBadRequest } from "../graph/odata/errors.ts";
import type { IntuneCall } from "./state.ts";

/** Throws Intune's 400 where one of the scope tags that a client gives does not exist. */
export function checkScopeTags(call: IntuneCall, given: unknown): void {
  const unknown = Array.isArray(given)
    ? given.find((tag) => call.core.state.roleScopeTags.get(String(tag)) === undefined)
    : undefined;
  if (unknown !== undefined) {
    throw intuneBadRequest(`Scope tag ${String(unknown)} does not exist`, call.path);
  }
}

/** The scope tags that something has: what is written with none has the default one. */
export function scopeTagsOf(given: unknown, otherwise: readonly string[]): readonly string[] {
  if (!Array.isArray(given)) {
    return otherwise;
  }
  return given.length === 0 ? ["0"] : given.map(String);
}
