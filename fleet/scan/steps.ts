import type { StepEvent, StepMetadata } from "../../cli/drift/changes.ts";
import type { PropertyChange } from "../../provider/diff.ts";
import { formatPath } from "../../provider/paths.ts";
import type { ResourceState } from "../../provider/state-version.ts";
import { type PropertyMap, type PropertyValue, Secret, Unknown } from "../../provider/values.ts";
import type { ManagedResource } from "./state/stack-state.ts";
import { secretSignature, signature, unknownText } from "./state/values.ts";

/** What an update would do to a resource that is there. */
export type Planned = {
  readonly declared: PropertyMap;
  readonly changes: readonly PropertyChange[];
  readonly replaces: readonly string[];
};

/**
 * The events that the engine's preview with refresh has of one resource: what the refresh read, and what an update would do.
 * `changesIn` tells drift by them, for a preview and for a scan alike.
 */
export function eventsOf(
  { urn, type, id, state }: ManagedResource,
  found: ResourceState | undefined,
  planned: Planned | undefined,
): StepEvent[] {
  const about = { urn, type };
  const before = stateOf(id, state);
  if (found === undefined) {
    return [
      { resOutputsEvent: { metadata: { ...about, op: "refresh", old: before } } },
      { resourcePreEvent: { metadata: { ...about, op: "create", new: before } } },
    ];
  }
  const changes = planned?.changes ?? [];
  const after = stateOf(id, found);
  const detailedDiff = Object.fromEntries(
    changes.map(({ path }) => [formatPath(path), { inputDiff: true }] as const),
  );
  const read: StepMetadata = { ...about, op: "refresh", old: before, new: after, detailedDiff };
  if (planned === undefined || changes.length === 0) {
    return [{ resOutputsEvent: { metadata: read } }];
  }
  const { declared, replaces } = planned;
  const step: StepMetadata = {
    ...about,
    op: replaces.length > 0 ? "replace" : "update",
    old: after,
    new: stateOf(id, { inputs: declared, properties: declared }),
    detailedDiff,
  };
  return [{ resOutputsEvent: { metadata: read } }, { resourcePreEvent: { metadata: step } }];
}

function stateOf(id: string, { inputs, properties }: ResourceState) {
  return { id, inputs: shown(inputs), outputs: shown(properties) };
}

/** Properties as the engine shows them in its events: no secret's value, and a text for what is not known yet. */
function shown(properties: PropertyMap): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, shownValue(value)]));
}

function shownValue(value: PropertyValue): unknown {
  if (value instanceof Secret) {
    return { [signature]: secretSignature, value: "[secret]" };
  }
  if (value instanceof Unknown) {
    return unknownText;
  }
  if (Array.isArray(value)) {
    return value.map(shownValue);
  }
  return typeof value === "object" && value !== null ? shown(value) : value;
}
