import { collectionsOf, type TenantState } from "../../tenant/state.ts";

/** Keeps all that a tenant has. @returns what brings the tenant back to it. */
export function snapshotOf(state: TenantState): () => void {
  const kept = collectionsOf(state).map(([, collection]) => ({ collection, objects: collection.all() }));
  return () => {
    for (const { collection, objects } of kept) {
      collection.clear();
      for (const object of objects) {
        collection.put(object);
      }
    }
  };
}
