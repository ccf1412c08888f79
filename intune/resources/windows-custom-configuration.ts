import { z } from "zod";
import type { GraphVersion } from "../../graph/client.ts";
import { toPropertyMap } from "../../plugin/check.ts";
import { defineResource } from "../../plugin/define.ts";
import type { CallContext } from "../../plugin/resource.ts";
import { type IntuneClient, mayBeDone, unlessNotFound } from "../client.ts";
import { graphProfileSchema, profileType, toGraphSetting } from "../graph-profile.ts";
import { readOf } from "../lag.ts";
import { meanwhile } from "../meanwhile.ts";
import { postProfile } from "../new-profile.ts";
import { isEncrypted, omaSettingsSchema, optionalDescription } from "../oma-settings.ts";
import { findProfiles, type LiveProfile, profilePath, readProfile, referencesOf } from "../profiles.ts";
import { adoptable, importedId } from "../same-name.ts";

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
      "For each OMA-URI whose value Intune keeps encrypted: the id by which Graph answers the value.",
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
  keys: { omaSettings: (setting) => String(setting.omaUri) },
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

  async read({ client, signal }, givenId, known) {
    const id = known === undefined ? await importedId(client, givenId, signal) : givenId;
    const version = known === undefined ? "beta" : versionFor(known.inputs);
    const references = known?.outputs.secretReferenceValueIds;
    const profile = await readOf(client, id, signal, () =>
      readProfile(client, { version, id, references, signal }),
    );
    return profile === undefined ? undefined : { id, ...toState(profile, known?.inputs) };
  },

  async update({ client, signal }, id, wanted, old) {
    const body = changedProperties(wanted, old.inputs);
    if (Object.keys(body).length === 0) return { outputs: old.outputs };
    const { before, answer } = await client.graph.change({
      method: "PATCH",
      version: versionFor(wanted, old.inputs),
      path: profilePath(id),
      body: { "@odata.type": profileType, ...body },
      before: profilePath(id),
      signal,
    });
    const changed = graphProfileSchema.safeParse(answer);
    const secretReferenceValueIds = changed.success ? referencesOf(changed.data) : undefined;
    return { outputs: { secretReferenceValueIds }, meanwhile: () => meanwhile(before, profilePath(id), old) };
  },

  async delete({ client, signal }, id, old) {
    const removed = client.graph.change({
      method: "DELETE",
      version: versionFor(old.inputs),
      path: profilePath(id),
      before: profilePath(id),
      signal,
    });
    const found = await unlessNotFound(removed);
    client.made.delete(id);
    client.unassigned.delete(id);
    return found && { meanwhile: () => meanwhile(found.before, profilePath(id), old) };
  },
});

/** Scope tags, and the references by which encrypted values are read, exist in beta only. */
function versionFor(...versions: readonly Inputs[]): GraphVersion {
  const needsBeta = (inputs: Inputs) =>
    inputs.roleScopeTagIds !== undefined || inputs.omaSettings.some(isEncrypted);
  return versions.some(needsBeta) ? "beta" : "v1.0";
}

/** A create whose answer was lost in an earlier run left a profile equal to the wanted one: that is ours. */
async function findEqual(
  { client, signal }: CallContext<IntuneClient>,
  wanted: Inputs,
): Promise<LiveProfile | undefined> {
  const found = await findProfiles(client, wanted.displayName, signal, versionFor(wanted));
  return adoptable(
    wanted.displayName,
    found.map((profile) => ({
      profile,
      equal: Object.keys(changedProperties(wanted, toState(profile, wanted).inputs)).length === 0,
    })),
  );
}

type MadeProfile = Pick<LiveProfile, "id" | "secretReferenceValueIds">;

/** Makes the profile; where its answer is lost, or another one came first, looks for the one that is ours. */
async function makeOnce(context: CallContext<IntuneClient>, wanted: Inputs): Promise<MadeProfile> {
  const { displayName } = wanted;
  const body = { "@odata.type": profileType, ...toGraph(wanted) };
  try {
    const made = await postProfile(context, { version: versionFor(wanted), displayName, body });
    if (made !== undefined) return { id: made.id, secretReferenceValueIds: referencesOf(made) };
  } catch (error) {
    const found = mayBeDone(error) ? await findEqual(context, wanted) : undefined;
    if (found !== undefined) return found;
    throw error;
  }
  const first = await findEqual(context, wanted);
  if (first !== undefined) return first;
  throw new Error(
    `Another profile named "${displayName}" was made at the same time and is gone again. Run the same command again.`,
  );
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
function changedProperties(wanted: Inputs, current: Inputs): Record<string, unknown> {
  const { changes } = windowsCustomConfiguration.diff(toPropertyMap(current), toPropertyMap(wanted));
  const changed = new Set(changes.map((change) => change.path[0]));
  return Object.fromEntries(Object.entries(toGraph(wanted)).filter(([property]) => changed.has(property)));
}

/** What was read from behind a mask is secret where the program did not yet say whether it is. */
function toState(profile: LiveProfile, known: Inputs | undefined) {
  const { displayName, description, omaSettings, roleScopeTagIds, secretReferenceValueIds } = profile;
  const isNew = (index: number) =>
    !known?.omaSettings.some((setting) => setting.omaUri === omaSettings[index]?.omaUri);
  return {
    inputs: {
      displayName,
      description,
      omaSettings,
      roleScopeTagIds: known === undefined || known.roleScopeTagIds ? roleScopeTagIds?.toSorted() : undefined,
    },
    outputs: { secretReferenceValueIds },
    secrets: profile.masked.filter(isNew).map((index) => ["omaSettings", index, "value"] as const),
  };
}
