import { createAzureState } from "./azure/state.ts";
import { Collection } from "./collection.ts";
import type { BaseState, Core } from "./core.ts";
import { createDirectoryState } from "./entra/state.ts";
import type { GraphRoute } from "./graph/call.ts";
import { createIntuneState } from "./intune/state.ts";
import type { SeededIds } from "./seed/ids.ts";
import { defaultSettings } from "./settings.ts";

function createCollections() {
  return { ...createDirectoryState(), ...createIntuneState(), ...createAzureState() };
}

type Collections = Readonly<ReturnType<typeof createCollections>>;

/** Everything the tenant keeps. Each collection can be read and changed in place. */
export type TenantState = BaseState & Collections;
/** What the whole tenant works on. */
export type TenantCore = Core<Collections>;
/** A part of Graph, which may use every collection. */
export type TenantRoute = GraphRoute<Collections>;
/** The collections of a state, by name. */
export type CollectionName = keyof Collections;

/** An empty tenant. */
export function createState(ids: SeededIds, homeTenantId: string): TenantState {
  const { tenantId, subscriptionId } = ids;
  return {
    tenantId,
    subscriptionId,
    homeTenantId,
    ids,
    settings: { ...defaultSettings },
    ...createCollections(),
  };
}

/** The collections of a state with their names. */
export function collectionsOf(state: TenantState): [CollectionName, Collection<{ id: string }>][] {
  return Object.entries(state).filter(([, kept]) => kept instanceof Collection) as [
    CollectionName,
    Collection<{ id: string }>,
  ][];
}
