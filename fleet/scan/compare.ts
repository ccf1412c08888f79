import { type Change, changesIn } from "../../cli/drift/changes.ts";
import type { IntuneClient } from "../../intune/client.ts";
import { formatPath, memberOf, type PropertyPath, secretPaths } from "../../provider/paths.ts";
import type { CallContext } from "../../provider/resource.ts";
import type { ResourceState } from "../../provider/state-version.ts";
import { type PropertyMap, type PropertyValue, Secret, unknown } from "../../provider/values.ts";
import type { Comparable } from "./comparable.ts";
import { comparedType } from "./compared-types.ts";
import type { LookedUp } from "./looked-up.ts";
import type { ManagedResource } from "./state/stack-state.ts";
import { eventsOf, type Planned } from "./steps.ts";

/** What a scan found, beside what it could not compare, a sentence for each. */
export type Comparison = {
  readonly drifted: readonly Change[];
  readonly pending: readonly Change[];
  readonly notCompared: readonly string[];
};

/** A resource as the state has it, and as it is in the tenant: undefined where it is gone. */
export type Read = {
  readonly resource: ManagedResource;
  readonly type: Comparable;
  /** State as this version of the provider has it. */
  readonly state: ResourceState;
  readonly found: ResourceState | undefined;
};

/**
 * Reads the resources of a stack's state, all that is read of them at once.
 *
 * @throws GraphError, CredentialError, and ExplainedError `laterState`.
 */
export function readResources(
  context: CallContext<IntuneClient>,
  resources: readonly ManagedResource[],
): Promise<Read[]> {
  return Promise.all(
    resources.flatMap((resource) => {
      const type = comparedType(resource.type);
      return type === undefined ? [] : [readOne(context, type, resource)];
    }),
  );
}

/**
 * Compares what a stack's state has with what is in the tenant, by the `diff` of the provider: it finds what a preview with
 * refresh finds where neither the program nor its settings have changed.
 *
 * @param resources all of the state: what is not compared of them is named.
 */
export function compareResources(
  resources: readonly ManagedResource[],
  read: readonly Read[],
  lookedUp: LookedUp,
): Comparison {
  const recreated = new Set<string>();
  const notCompared = notComparedTypes(resources);
  const events = read.flatMap((each) => {
    const { resource, found } = each;
    const planned = found && plan(each, found, { recreated, lookedUp });
    if (planned === undefined || planned.replaces.length > 0) {
      recreated.add(resource.urn);
    }
    const compared = planned && withoutSecrets(each, planned);
    notCompared.push(...(compared?.notCompared ?? []));
    return eventsOf({ ...resource, state: each.state }, found, compared?.planned);
  });
  return { ...changesIn(events), notCompared };
}

async function readOne(
  context: CallContext<IntuneClient>,
  type: Comparable,
  resource: ManagedResource,
): Promise<Read> {
  const state = type.current(resource.state);
  return { resource, type, state, found: await type.read(context, resource.id, state) };
}

/** What an update would do to a resource that is there, where those of `recreated` are created again. */
function plan(
  { resource, type, state }: Read,
  found: ResourceState,
  { recreated, lookedUp }: { readonly recreated: ReadonlySet<string>; readonly lookedUp: LookedUp },
): Planned {
  const follows = Object.entries(resource.dependencies).filter(([, urns]) =>
    urns.some((urn) => recreated.has(urn)),
  );
  const program = {
    ...state.inputs,
    ...lookedUp(resource.type, resource.name, state.inputs),
    ...Object.fromEntries(follows.map(([property]) => [property, unknown])),
  };
  const { inputs: declared } = type.check(program, found.inputs);
  return { declared, ...type.diff(found.inputs, declared) };
}

/**
 * A plan without the differences of values that state has encrypted, each named instead. One that the provider found to be
 * written since, by what Graph returns in place of the value, stays.
 */
function withoutSecrets(
  { resource: { name }, found }: Read,
  { declared, changes, replaces }: Planned,
): { planned: Planned; notCompared: string[] } {
  const secrets = secretPaths(declared);
  const hidden = changes.filter(({ path }) => {
    const secret = secrets.find((each) => overlap(each, path));
    return secret !== undefined && valueAt(found?.inputs ?? {}, secret) !== undefined;
  });
  return {
    planned: { declared, changes: changes.filter((change) => !hidden.includes(change)), replaces },
    notCompared: hidden.map(
      ({ path }) => `Not compared, since the state has it encrypted: ${formatPath(path)} of ${name}.`,
    ),
  };
}

function overlap(one: PropertyPath, other: PropertyPath): boolean {
  const shorter = Math.min(one.length, other.length);
  return one.slice(0, shorter).every((key, depth) => other[depth] === key);
}

function valueAt(value: PropertyMap, path: PropertyPath): PropertyValue | undefined {
  return path.reduce<PropertyValue | undefined>((within, key) => {
    const plain = within instanceof Secret ? within.value : within;
    if (Array.isArray(plain)) {
      return plain[Number(key)];
    }
    return typeof plain === "object" && plain !== null ? memberOf({ ...plain }, String(key)) : undefined;
  }, value);
}

function notComparedTypes(resources: readonly ManagedResource[]): string[] {
  const types = resources.map(({ type }) => type).filter((type) => comparedType(type) === undefined);
  const names = [...new Set(types)].sort();
  return names.length === 0
    ? []
    : [
        `Not compared by a scan, but by \`npm run pin-reset -- fleet drift\`: resources of ${names.join(", ")}.`,
      ];
}
