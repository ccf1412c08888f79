import { cp, rm } from "node:fs/promises";
import path from "node:path";
import type { Tenant } from "../../tenant/server.ts";
import { collectionsOf } from "../../tenant/state.ts";
import type { Stack } from "./stack.ts";

/**
 * Keeps what a stack's state and its tenant hold now, for tests that each begin there: an `up` or an import takes
 * seconds, and going back to what one made does not.
 *
 * @returns What brings both back, and forgets faults and requests.
 */
export async function takeSnapshot(stack: Stack, tenant: Tenant): Promise<() => Promise<void>> {
  const state = path.join(stack.root, "state");
  const kept = path.join(stack.root, "kept-state");
  await cp(state, kept, { recursive: true });
  const collections = collectionsOf(tenant.state).map(
    ([, collection]) => [collection, collection.all()] as const,
  );
  return async () => {
    await rm(state, { recursive: true });
    await cp(kept, state, { recursive: true });
    for (const [collection, objects] of collections) {
      collection.clear();
      for (const object of objects) {
        collection.put(object);
      }
    }
    tenant.faults.clear();
    tenant.requests.clear();
  };
}
