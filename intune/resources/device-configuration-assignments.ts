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
import { type IntuneClient, readAllBatched } from "../client.ts";
import { IntuneError } from "../errors.ts";
import { refuseUndeclarableTargets } from "../import.ts";
import { profilePath } from "../plain-texts.ts";
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
    .describe("The id of the device configuration profile that is assigned."),
  targets: targetsSchema,
});

/**
 * The assignments of a device configuration profile, as one set. Its id is the profile's.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-assign
 */
export const deviceConfigurationAssignments = defineResource({
  token: "intune:index:DeviceConfigurationAssignments",
  description:
    "The whole set of assignments of a device configuration profile (Graph: deviceConfigurationAssignment). Imported by the profile's id.",
  inputs,
  outputs: z.strictObject({}),
  keys: { targets: targetKey },
  replaceOn: ["configurationId"],
  foundBy: "configurationId",

  async create({ client, signal }: CallContext<IntuneClient>, wanted) {
    const { configurationId, targets } = wanted;
    const isNew = client.unassigned.delete(configurationId);
    const present = isNew
      ? []
      : await readTargets(client, versionFor(toPropertyMaps(targets)), configurationId, signal);
    const made = { id: configurationId, inputs: wanted, outputs: {}, existed: !isNew };
    if (sameTargets(present, targets)) {
      return made;
    }
    if (present.length > 0) {
      throw alreadyAssigned(configurationId, present);
    }
    const work = () => assign(client, { configurationId, present, targets, signal });
    const concurrentChange = await untilVisible(isNew ? client.replicationDelays : [], signal, work).catch(
      (error: unknown) => {
        throw isNotFound(error) ? error : unassigned(configurationId, error);
      },
    );
    return { ...made, concurrentChange };
  },

  async read({ client, signal }, id, known) {
    const version = known === undefined ? "beta" : versionFor(targetsIn(known));
    const targets = await readOf(client, id, signal, () => readTargets(client, version, id, signal));
    if (targets === undefined) {
      return undefined;
    }
    if (known === undefined) {
      refuseUndeclarableTargets(id, targets, inputs);
    }
    return { id, inputs: { configurationId: id, targets }, outputs: {} };
  },

  async update({ client, signal }, id, { targets }, old) {
    const present = targetsIn(old);
    if (sameTargets(present, targets)) {
      return { outputs: {} };
    }
    return {
      outputs: {},
      concurrentChange: await assign(client, { configurationId: id, present, targets, signal }),
    };
  },

  async delete({ client, signal }, id, old) {
    const present = targetsIn(old);
    const concurrentChange = await unlessNotFound(
      assign(client, { configurationId: id, present, targets: [], signal }),
    );
    return concurrentChange && { concurrentChange };
  },
});

function toPropertyMaps(targets: readonly Target[]): PropertyMap[] {
  return targets.map((target) => toPropertyMap(target));
}

/** The targets in state, of any form. */
function targetsIn({ inputs: { targets } }: PropertySnapshot): PropertyValue[] {
  return Array.isArray(targets) ? targets : [];
}

/** Assignment filters exist in beta only. */
function versionFor(targets: readonly PropertyValue[]): GraphVersion {
  return targets.some(hasFilter) ? "beta" : "v1.0";
}

/** The set exists with its profile, and is empty: the next `up` fills it. */
function unassigned(configurationId: string, cause: unknown): PartialFailure {
  return new PartialFailure({
    id: configurationId,
    inputs: { configurationId, targets: [] },
    outputs: {},
    cause,
  });
}

function sameTargets(left: readonly PropertyValue[], right: readonly Target[]): boolean {
  const maps = [left, right].map((targets) => toPropertyMap({ targets }));
  const [old = {}, next = {}] = maps;
  return deviceConfigurationAssignments.diff(old, next).changes.length === 0;
}

function alreadyAssigned(id: string, present: readonly PropertyValue[]): IntuneError {
  return new IntuneError({
    code: "alreadyAssigned",
    message: [
      `The profile ${id} is already assigned in Intune, and assigning it would replace that:`,
      ...present.map((target) => `  ${nameOf(target)}`),
    ].join("\n"),
    hint: [
      "Nothing was changed. Bring the assignments under management with",
      `  npm run pin-reset -- adopt --profile ${id} --apply`,
      "for the PinReset component. In a program of your own: `pulumi preview --import-file FILE`, the profile's id in that file, and",
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

const assignmentsPath = (id: string) => `${profilePath(id)}/assignments`;

async function readTargets(
  client: IntuneClient,
  version: GraphVersion,
  id: string,
  signal: AbortSignal,
): Promise<PropertyValue[]> {
  const items = await readAllBatched(client, version, assignmentsPath(id), signal);
  return items.map(readTarget);
}

type Assignment = {
  readonly configurationId: string;
  /** The set that is to be replaced, as it was read. */
  readonly present: readonly PropertyValue[];
  readonly targets: readonly Target[];
  readonly signal: AbortSignal;
};

/**
 * Replaces the whole set, so that a repeated request does no more than the first.
 *
 * @returns how to tell what was there in place of `present`.
 */
async function assign(client: IntuneClient, { configurationId, present, targets, signal }: Assignment) {
  const before = assignmentsPath(configurationId);
  const { before: page } = await client.graph.change({
    method: "POST",
    version: versionFor([...present, ...toPropertyMaps(targets)]),
    path: `${profilePath(configurationId)}/assign`,
    body: { assignments: targets.map(toGraphAssignment) },
    repeatable: true,
    before,
    signal,
  });
  return () => ({
    expected: { configurationId, targets: [...present] },
    found: { configurationId, targets: targetsOnPage(asPage({ path: before, body: page }), present) },
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
