import { z } from "zod";
import type { ResourceState } from "../../../provider/state-version.ts";
import type { LastUpdate } from "./last-update.ts";
import { decodeState } from "./values.ts";

const properties = z.record(z.string(), z.unknown()).nullish();

const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().nullish(),
  custom: z.boolean().nullish(),
  /** Read by the program, and not managed by the stack. */
  external: z.boolean().nullish(),
  /** What a replacement is still to delete. */
  delete: z.boolean().nullish(),
  /** What was deleted for a replacement that is still to be created. */
  pendingReplacement: z.boolean().nullish(),
  /** What the next update is to replace, by `pulumi state taint`. */
  taint: z.boolean().nullish(),
  inputs: properties,
  outputs: properties,
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullish()).nullish(),
});

const deployment = z.looseObject({
  manifest: z.looseObject({ time: z.string().nullish() }).nullish(),
  resources: z.array(resource).nullish(),
  pending_operations: z.array(z.unknown()).nullish(),
});

/** What `pulumi stack export` and the API of Pulumi Cloud give. */
export const exported = z.looseObject({ deployment: deployment.nullish() });

/** A stack's file in a backend of files or objects: what `pulumi stack export` gives stands inside, as the latest. */
export const checkpointFile = z.looseObject({
  checkpoint: z.looseObject({ latest: deployment.nullish() }),
});

export type Deployment = z.output<typeof deployment>;

/** A resource that the stack manages, as its state has it. Encrypted values are secrets of an unknown value. */
export type ManagedResource = {
  readonly urn: string;
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
  readonly id: string;
  readonly state: ResourceState;
  /** The resources that an input was made of, by the input's name. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
};

/** What a scan needs of a stack's state. */
export type StackState = {
  /** In the order in which they were created: none comes before what it depends on. */
  readonly resources: readonly ManagedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Whether an update was interrupted, so that the state does not say what became of a resource. */
  readonly interrupted: boolean;
  readonly savedAt: Date | undefined;
  /** What ran last on the stack; undefined where its history says nothing. */
  readonly lastUpdate: LastUpdate | undefined;
};

/** @returns undefined for a stack that was initialised and never deployed. */
export function stackStateOf(
  found: Deployment | null | undefined,
  lastUpdate: LastUpdate | undefined,
): StackState | undefined {
  const resources = found?.resources ?? [];
  if (!found || resources.length === 0) {
    return undefined;
  }
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const time = Date.parse(found.manifest?.time ?? "");
  return {
    resources: resources.flatMap(managed),
    outputs: stack?.outputs ?? {},
    interrupted: (found.pending_operations ?? []).length > 0 || resources.some(isHalfReplaced),
    savedAt: Number.isNaN(time) ? undefined : new Date(time),
    lastUpdate,
  };
}

/** The next update goes on with it. */
function isHalfReplaced({
  delete: isLeftOver,
  pendingReplacement,
  taint,
}: z.output<typeof resource>): boolean {
  return isLeftOver === true || pendingReplacement === true || taint === true;
}

function managed(found: z.output<typeof resource>): ManagedResource[] {
  const { urn, type, id, custom, external, delete: isLeftOver, propertyDependencies } = found;
  const isManaged = custom && !external && !isLeftOver && id && !type.startsWith("pulumi:");
  if (!isManaged) {
    return [];
  }
  return [
    {
      urn,
      type,
      name: urn.split("::").slice(3).join("::"),
      id,
      state: { inputs: decodeState(found.inputs ?? {}), properties: decodeState(found.outputs ?? {}) },
      dependencies: Object.fromEntries(
        Object.entries(propertyDependencies ?? {}).map(([property, urns]) => [property, urns ?? []]),
      ),
    },
  ];
}
