import { createHash } from "node:crypto";
import { version } from "../version.ts";
import type { Settings } from "./schema.ts";

/**
 * Tells whether a stack was deployed with these settings by this version of the program: the stack's output `settingsDigest`
 * has it, and `pin-reset fleet scan` compares it without running the program. `tenantId` is left out, which only checks where
 * the stack is deployed.
 */
export function settingsDigest({ tenantId: _, ...deployed }: Settings): string {
  return createHash("sha256")
    .update(JSON.stringify(canonical({ version, settings: deployed })))
    .digest("hex");
}

/** With the keys of every mapping in order, and without those that have no value. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(canonical);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, member]) => [key, canonical(member)]));
}
