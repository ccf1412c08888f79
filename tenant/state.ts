import { createAzureState } from "./azure/state.ts";
import type { Collection } from "./collection.ts";
import type { BaseState, Core } from "./core.ts";
import { createDirectoryState } from "./entra/state.ts";
import type { GraphRoute } from "./graph/call.ts";
import { createIntuneState } from "./intune/state.ts";
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
export function createState(ids: { tenantId: string; subscriptionId: string }): TenantState {
  const { tenantId, subscriptionId } = ids;
  return { tenantId, subscriptionId, settings: { ...defaultSettings }, ...createCollections() };
}

/** The collections of a state with their names. */
export function collectionsOf(state: TenantState): [CollectionName, Collection<{ id: string }>][] {
  const { tenantId: _tenantId, subscriptionId: _subscriptionId, settings: _settings, ...collections } = state;
  return Object.entries(collections) as unknown as [CollectionName, Collection<{ id: string }>][];
}
