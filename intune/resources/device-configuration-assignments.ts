import { z } from "zod";
import type { GraphVersion } from "../../graph/client.ts";
import { isNotFound, unlessNotFound } from "../../graph/not-found.ts";
import { asPage, type Page } from "../../graph/pages.ts";
import { toPropertyMap } from "../../provider/check.ts";
import { defineResource } from "../../provider/define.ts";
import { PartialFailure } from "../../provider/errors.ts";
import { isPropertyMap, keyText } from "../../provider/paths.ts";
import type { CallContext, PropertySnapshot } from "../../provider/resource.ts";
import type { PropertyMap, PropertyValue } from "../../provider/values.ts";
import { takeAssignmentsAhead } from "../assignments-ahead.ts";
import { type IntuneClient, readAllBatched } from "../client.ts";
import { IntuneError } from "../errors.ts";
import {
  assignmentsPath,
  catalogPolicies,
  customProfiles,
  type PolicyKind,
  policyPath,
} from "../policy-kind.ts";
import { refuseUndeclarableTargets } from "../refused-import.ts";
import { readOf, untilVisible } from "../replication.ts";
import {
  hasFilter,
  readTarget,
  type Target,
  targetKey,
  targetsSchema,
  toGraphAssignment,
} from "../targets.ts";

const inputs = z.strictObject({
  configurationId: z
    .string()
    .min(1, "must not be empty")
    .describe("The id of the profile or policy that is assigned."),
  policyKind: z
    .enum(["deviceConfiguration", "settingsCatalog"])
    .meta({ id: "AssignedPolicyKind", description: "The kinds of policy that can be assigned." })
    .transform((kind) => (kind === "deviceConfiguration" ? undefined : kind))
    .optional()
    .describe("What is assigned: a device configuration profile unless given, or a settings catalog policy."),
  targets: targetsSchema,
});

type Inputs = z.output<typeof inputs>;

/** How an import names the assignments of a settings catalog policy. */
const catalogPrefix = "settingsCatalog:";

/**
 * The assignments of a device configuration profile, or of a settings catalog policy, as one set. Its id is the profile's.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-assign,
 * https://learn.microsoft.com/graph/api/intune-deviceconfigv2-devicemanagementconfigurationpolicy-assign
 */
export const deviceConfigurationAssignments = defineResource({
  token: "intune:index:DeviceConfigurationAssignments",
  description:
    "The whole set of assignments of a device configuration profile (Graph: deviceConfigurationAssignment) or of a settings catalog policy (deviceManagementConfigurationPolicyAssignment). Imported by the profile's id, or by `settingsCatalog:` and the policy's.",
  inputs,
  outputs: z.strictObject({}),
  keys: { targets: targetKey },
  replaceOn: ["configurationId", "policyKind"],
  foundBy: "configurationId",

  async create({ client, signal }: CallContext<IntuneClient>, wanted) {
    const { configurationId, policyKind, targets } = wanted;
    const kind = kindOf(policyKind);
    const isNew = client.unassigned.delete(configurationId);
    const version = versionFor(kind, toPropertyMaps(targets));
    const present = isNew ? [] : await readTargets(client, { kind, version, id: configurationId, signal });
    const made = { id: configurationId, inputs: wanted, outputs: {}, existed: !isNew };
    if (sameTargets(present, targets)) {
      return made;
    }
    if (present.length > 0) {
      throw alreadyAssigned(kind, configurationId, present);
    }
    const work = () => assign(client, { kind, known: { ...wanted, targets: present }, targets, signal });
    const concurrentChange = await untilVisible(isNew ? client.replicationDelays : [], signal, work).catch(
      (error: unknown) => {
        throw isNotFound(error) ? error : unassigned(wanted, error);
      },
    );
    return { ...made, concurrentChange };
  },

  async read({ client, signal }, givenId, known) {
    const isCatalog = known === undefined && givenId.startsWith(catalogPrefix);
    const policyKind = isCatalog ? "settingsCatalog" : known?.inputs.policyKind;
    const kind = kindOf(policyKind);
    const id = isCatalog ? givenId.slice(catalogPrefix.length) : givenId;
    const version = known === undefined ? "beta" : versionFor(kind, targetsIn(known));
    const ahead = version === kind.version ? await takeAssignmentsAhead(client, kind, id) : undefined;
    const targets = ahead
      ? ahead.map(readTarget)
      : await readOf(client, id, signal, () => readTargets(client, { kind, version, id, signal }));
    if (targets === undefined) {
      return undefined;
    }
    if (known === undefined) {
      refuseUndeclarableTargets(`The assignment of the ${kind.words.noun} ${id}`, id, targets, inputs);
    }
    return { id, inputs: { configurationId: id, policyKind, targets }, outputs: {} };
  },

  async update({ client, signal }, id, { targets }, old) {
    if (sameTargets(targetsIn(old), targets)) {
      return { outputs: {} };
    }
    return { outputs: {}, concurrentChange: await assign(client, { ...knownSet(id, old), targets, signal }) };
  },

  async delete({ client, signal }, id, old) {
    const concurrentChange = await unlessNotFound(
      assign(client, { ...knownSet(id, old), targets: [], signal }),
    );
    return concurrentChange && { concurrentChange };
  },
});

/** What kind of policy state or a program says that is assigned. */
function kindOf(policyKind: unknown): PolicyKind {
  return policyKind === "settingsCatalog" ? catalogPolicies : customProfiles;
}

function toPropertyMaps(targets: readonly Target[]): PropertyMap[] {
  return targets.map((target) => toPropertyMap(target));
}

/** The targets in state, of any form. */
function targetsIn({ inputs: { targets } }: PropertySnapshot): PropertyValue[] {
  return Array.isArray(targets) ? targets : [];
}

function knownSet(configurationId: string, old: PropertySnapshot): KnownSet {
  const { policyKind } = old.inputs;
  return { kind: kindOf(policyKind), known: { configurationId, policyKind, targets: targetsIn(old) } };
}

/** Assignment filters exist in beta only. */
function versionFor(kind: PolicyKind, targets: readonly PropertyValue[]): GraphVersion {
  return targets.some(hasFilter) ? "beta" : kind.version;
}

/** The set exists with its profile, and is empty: the next `up` fills it. */
function unassigned(wanted: Inputs, cause: unknown): PartialFailure {
  const { configurationId: id } = wanted;
  return new PartialFailure({ id, inputs: { ...wanted, targets: [] }, outputs: {}, cause });
}

function sameTargets(left: readonly PropertyValue[], right: readonly Target[]): boolean {
  const maps = [left, right].map((targets) => toPropertyMap({ targets }));
  const [old = {}, next = {}] = maps;
  return deviceConfigurationAssignments.diff(old, next).changes.length === 0;
}

function alreadyAssigned({ words }: PolicyKind, id: string, present: readonly PropertyValue[]): IntuneError {
  return new IntuneError({
    code: "alreadyAssigned",
    message: [
      `The ${words.noun} ${id} is already assigned in Intune, and assigning it would replace that:`,
      ...present.map((target) => `  ${nameOf(target)}`),
    ].join("\n"),
    hint: [
      "Nothing was changed. Bring the assignments under management with",
      `  npm run pin-reset -- adopt --profile ${id} --apply`,
      `for the PinReset component. In a program of your own: \`pulumi preview --import-file FILE\`, the ${words.noun}'s id in that file, and`,
      "  pulumi import --file FILE",
      "so that the import is for this resource and no other name. Or remove them in the Intune admin center.",
    ].join("\n"),
  });
}

function nameOf(target: PropertyValue): string {
  if (!isPropertyMap(target)) {
    return JSON.stringify(target);
  }
  const { type = null, groupId } = target;
  return groupId === undefined ? keyText(type) : `${keyText(type)} ${keyText(groupId)}`;
}

type SetRequest = {
  readonly kind: PolicyKind;
  readonly version: GraphVersion;
  /** The policy's id. */
  readonly id: string;
  readonly signal: AbortSignal;
};

async function readTargets(
  client: IntuneClient,
  { kind, version, id, signal }: SetRequest,
): Promise<PropertyValue[]> {
  const items = await readAllBatched(client, version, assignmentsPath(kind, id), signal);
  return items.map(readTarget);
}

type KnownSet = {
  readonly kind: PolicyKind;
  /** The inputs with the set that is to be replaced, as it was read. */
  readonly known: Readonly<Record<string, unknown>> & {
    readonly configurationId: string;
    readonly targets: readonly PropertyValue[];
  };
};

type Assignment = KnownSet & { readonly targets: readonly Target[]; readonly signal: AbortSignal };

/**
 * Replaces the whole set, so that a repeated request does no more than the first.
 *
 * @returns how to tell what was there in place of the known set.
 */
async function assign(client: IntuneClient, { kind, known, targets, signal }: Assignment) {
  const { configurationId: id, targets: present } = known;
  const before = assignmentsPath(kind, id);
  const { before: page } = await client.graph.change({
    method: "POST",
    version: versionFor(kind, [...present, ...toPropertyMaps(targets)]),
    path: `${policyPath(kind, id)}/assign`,
    body: { assignments: targets.map(toGraphAssignment) },
    repeatable: true,
    before,
    signal,
  });
  return () => ({
    expected: known,
    found: { ...known, targets: targetsOnPage(asPage({ path: before, body: page }), present) },
  });
}

/** Where there are more pages than this one, what it does not have counts as unchanged. */
function targetsOnPage(page: Page, present: readonly PropertyValue[]): PropertyValue[] {
  const found = page.value.map(readTarget);
  if (page["@odata.nextLink"] === undefined) {
    return found;
  }
  const keyOf = (target: PropertyValue) => (isPropertyMap(target) ? targetKey(target) : keyText(target));
  const keys = new Set(found.map(keyOf));
  return [...found, ...present.filter((target) => !keys.has(keyOf(target)))];
}
