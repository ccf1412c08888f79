import { z } from "zod";
import type { GraphVersion } from "../../graph/client.ts";
import { unlessNotFound } from "../../graph/not-found.ts";
import { toPropertyMap } from "../../provider/check.ts";
import { defineResource } from "../../provider/define.ts";
import { isPropertyMap, keyText } from "../../provider/paths.ts";
import type { CallContext, PropertySnapshot } from "../../provider/resource.ts";
import type { PropertyMap } from "../../provider/values.ts";
import { adoptable, type Candidate, importedId } from "../adoption.ts";
import { type IntuneClient, mayBeDone } from "../client.ts";
import { concurrentChange } from "../concurrent-change.ts";
import { IntuneError } from "../errors.ts";
import { isGraphObject, profileType, referencesOf, settingMaps, toGraphSetting } from "../graph-profile.ts";
import { refuseUndeclarable, refuseUnlessProfile } from "../import.ts";
import { keepOldest, postProfile } from "../new-profile.ts";
import { omaSettingsSchema, optionalDescription } from "../oma-settings.ts";
import { isEncryptedType, isOmaType } from "../oma-values.ts";
import { profilePath } from "../plain-texts.ts";
import type { ProfileSnapshot } from "../profile-snapshot.ts";
import { findProfiles, readProfile } from "../profiles.ts";
import { readOf, untilFound } from "../replication.ts";
import { compared, unreadNote, unreadWarning } from "../unread-values.ts";

const inputs = z.strictObject({
  displayName: z
    .string()
    .min(1, "must not be empty")
    .describe("The profile's name in the Intune admin center."),
  description: optionalDescription("What the profile is for."),
  omaSettings: omaSettingsSchema,
  roleScopeTagIds: z
    .array(z.string().min(1, "must not be empty"))
    .min(1, 'must have at least one scope tag, as in ["0"] for the default one')
    .transform((ids) => [...new Set(ids)].sort())
    .optional()
    .describe("Ids of the scope tags; left alone when not given. Served by Graph's beta version only."),
});

type Inputs = z.output<typeof inputs>;

const outputs = z.strictObject({
  secretReferenceValueIds: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      "For each OMA-URI whose value Intune keeps encrypted: the id by which Graph returns the value.",
    ),
});

/**
 * A custom Windows 10 configuration profile.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows10customconfiguration
 */
export const windowsCustomConfiguration = defineResource({
  token: "intune:index:WindowsCustomConfiguration",
  description:
    "A custom Windows 10 configuration profile (Graph: windows10CustomConfiguration). Imported by its id or by `name:<displayName>`.",
  inputs,
  outputs,
  keys: { omaSettings: ({ omaUri = null }) => keyText(omaUri) },
  unmanagedWhenAbsent: ["roleScopeTagIds"],
  foundBy: "displayName",
  // The second version came with `secretReferenceValueIds`; where they are not known yet, the next read finds them.
  migrations: [(state) => state],

  async create(context: CallContext<IntuneClient>, wanted: Inputs) {
    const present = await findEqual(context, wanted);
    const { id, secretReferenceValueIds } = present ?? (await makeOnce(context, wanted));
    return {
      id,
      inputs: wanted,
      outputs: { secretReferenceValueIds },
      existed: present !== undefined,
    };
  },

  async read({ client, signal, warn, note }, givenId, known) {
    const id = known === undefined ? await importedId(client, givenId, signal) : givenId;
    const version = known === undefined ? "beta" : versionFor(known.inputs);
    const references = knownReferences(known);
    const profile = await readOf(client, id, signal, () =>
      readProfile(client, { version, id, inputs: known?.inputs, references, signal }),
    );
    if (profile === undefined) {
      return undefined;
    }
    if (known === undefined) {
      refuseUnlessProfile(profile);
      refuseUndeclarable(profile, inputs);
    }
    for (const index of profile.unreadable) {
      await warn(unreadableWarning(profile, index));
    }
    const warning = unreadWarning(profile);
    if (warning !== undefined) {
      await warn(warning);
    }
    const taken = unreadNote(profile);
    if (taken !== undefined) {
      note(taken);
    }
    return { id, ...toState(profile, known?.inputs) };
  },

  async update({ client, signal }, id, wanted, old) {
    const body = changedProperties(wanted, old.inputs);
    if (Object.keys(body).length === 0) {
      return { outputs: old.outputs };
    }
    const path = profilePath(id);
    const version = versionFor(wanted, old.inputs);
    const { before, response } = await client.graph.change({
      method: "PATCH",
      version,
      path,
      body: { "@odata.type": profileType, ...body },
      before: path,
      signal,
    });
    const now = isGraphObject(response) ? referencesOf(response) : undefined;
    const isWritten = "omaSettings" in body || client.readEncryptedValues;
    return {
      outputs: { secretReferenceValueIds: isWritten ? now : compared(old, before, now) },
      concurrentChange: () => concurrentChange({ response: before, path, version }, old),
    };
  },

  async delete({ client, signal }, id, old) {
    const path = profilePath(id);
    const version = versionFor(old.inputs);
    const removed = client.graph.change({ method: "DELETE", version, path, before: path, signal });
    const found = await unlessNotFound(removed);
    client.made.delete(id);
    client.unassigned.delete(id);
    return (
      found && { concurrentChange: () => concurrentChange({ response: found.before, path, version }, old) }
    );
  },
});

/** Scope tags, and what tells a mask from a value, exist in beta only. */
function versionFor(...versions: readonly (Inputs | PropertyMap)[]): GraphVersion {
  const needsBeta = (each: PropertyMap) =>
    each.roleScopeTagIds !== undefined ||
    settingMaps(each).some(({ type }) => !isOmaType(type) || isEncryptedType(type));
  return versions.map((each) => toPropertyMap(each)).some(needsBeta) ? "beta" : "v1.0";
}

/** The references in state, where they are such. */
function knownReferences(known: PropertySnapshot | undefined): Record<string, string> {
  const references = known?.outputs.secretReferenceValueIds;
  const entries = isPropertyMap(references) ? Object.entries(references) : [];
  return Object.fromEntries(
    entries.flatMap(([uri, id]) => (typeof id === "string" && id !== "" ? [[uri, id]] : [])),
  );
}

function unreadableWarning({ id, inputs }: ProfileSnapshot, index: number): string {
  const setting = Array.isArray(inputs.omaSettings) ? inputs.omaSettings[index] : undefined;
  const uri = isPropertyMap(setting) ? JSON.stringify(setting.omaUri ?? null) : "without an OMA-URI";
  return (
    `Graph returns no value for omaSettings[${index}] (${uri}) of the profile ${id}, which it keeps encrypted, ` +
    "so that it counts as changed. Run `pulumi up`, which writes the declared value."
  );
}

/** A create whose response was lost in an earlier run left a profile equal to the wanted one: that is ours. */
async function findEqual(
  context: CallContext<IntuneClient>,
  wanted: Inputs,
): Promise<ProfileSnapshot | undefined> {
  return adoptable(wanted.displayName, await candidates(context, wanted));
}

async function candidates(
  { client, signal }: CallContext<IntuneClient>,
  wanted: Inputs,
): Promise<Candidate[]> {
  const found = await findProfiles(client, wanted.displayName, signal, versionFor(wanted));
  return found.map((profile) => ({
    profile,
    equal:
      Object.keys(changedProperties(wanted, toState(profile, toPropertyMap(wanted)).inputs)).length === 0,
  }));
}

/**
 * Looks for the profile of a POST whose response was lost, for about 15 seconds, since a replica may not have it yet. It
 * goes on looking once one is found: that may be what an earlier run lost, and the one of this run comes on top.
 */
async function findLost(
  context: CallContext<IntuneClient>,
  wanted: Inputs,
): Promise<ProfileSnapshot | undefined> {
  const delays = context.client.replicationDelays.slice(0, 4);
  const all = () => candidates(context, wanted);
  const found = await untilFound(delays, context.signal, all, ({ length }) => length > 1);
  if (found.length > 1 && found.every(({ equal }) => equal)) {
    await keepOldest(context, wanted.displayName, versionFor(wanted));
    return findEqual(context, wanted);
  }
  return adoptable(wanted.displayName, found);
}

type MadeProfile = Pick<ProfileSnapshot, "id" | "secretReferenceValueIds">;

/** Makes the profile; where its response is lost, or another one came first, looks for the one that is ours. */
async function makeOnce(context: CallContext<IntuneClient>, wanted: Inputs): Promise<MadeProfile> {
  const { displayName } = wanted;
  const body = { "@odata.type": profileType, ...toGraph(wanted) };
  try {
    const made = await postProfile(context, { version: versionFor(wanted), displayName, body });
    if (made !== undefined) {
      return { id: made.id, secretReferenceValueIds: referencesOf(made) };
    }
  } catch (error) {
    const found = mayBeDone(error) ? await findLost(context, wanted) : undefined;
    if (found !== undefined) {
      return found;
    }
    throw error;
  }
  const first = await findEqual(context, wanted);
  if (first !== undefined) {
    return first;
  }
  throw new IntuneError({
    code: "profileGone",
    message: `Another profile named "${displayName}" was made at the same time and is gone again.`,
    hint: "Run the same command again.",
  });
}

function toGraph({ displayName, description, omaSettings, roleScopeTagIds }: Inputs) {
  return {
    displayName,
    description: description ?? null,
    omaSettings: omaSettings.map(toGraphSetting),
    ...(roleScopeTagIds === undefined ? {} : { roleScopeTagIds }),
  };
}

/** The properties, in Graph's form, in which the wanted profile differs from the one there is. */
function changedProperties(wanted: Inputs, current: PropertyMap): Record<string, unknown> {
  const { changes } = windowsCustomConfiguration.diff(current, toPropertyMap(wanted));
  const changed = new Set(changes.map((change) => change.path[0]));
  return Object.fromEntries(Object.entries(toGraph(wanted)).filter(([property]) => changed.has(property)));
}

/** What was read from behind a mask is secret where the program did not yet say whether it is. */
function toState(
  { inputs, masked, secretReferenceValueIds }: ProfileSnapshot,
  known: PropertyMap | undefined,
) {
  const { omaSettings } = inputs;
  const { roleScopeTagIds: _, ...others } = inputs;
  const knownUris = new Set(known && settingMaps(known).map(({ omaUri }) => omaUri));
  const isNew = (index: number) => {
    const setting = Array.isArray(omaSettings) ? omaSettings[index] : undefined;
    return !isPropertyMap(setting) || !knownUris.has(setting.omaUri);
  };
  const hasTags = known === undefined || known.roleScopeTagIds !== undefined;
  return {
    inputs: hasTags ? inputs : others,
    outputs: { secretReferenceValueIds },
    secrets: masked.filter(isNew).map((index) => ["omaSettings", index, "value"] as const),
  };
}
