import { z } from "zod";
import type { GraphVersion } from "../../graph/client.ts";
import { toPropertyMap } from "../../plugin/check.ts";
import { defineResource } from "../../plugin/define.ts";
import type { CallContext } from "../../plugin/resource.ts";
import { configurationsPath, type IntuneClient, isInterrupted, unlessNotFound } from "../client.ts";
import { profileType, toGraphSetting } from "../graph-profile.ts";
import { isEncrypted, omaSettingsSchema, optionalDescription } from "../oma-settings.ts";
import { findProfiles, type LiveProfile, parseProfile, profilePath, readProfile } from "../profiles.ts";
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

const none = z.strictObject({});

/**
 * A custom Windows 10 configuration profile.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows10customconfiguration
 */
export const windowsCustomConfiguration = defineResource({
  token: "intune:index:WindowsCustomConfiguration",
  description:
    "A custom Windows 10 configuration profile (Graph: windows10CustomConfiguration). Imported by its id or by `name:<displayName>`.",
  inputs,
  outputs: none,
  keys: { omaSettings: (setting) => String(setting.omaUri) },
  unmanagedWhenAbsent: ["roleScopeTagIds"],

  async create({ client, signal }: CallContext<IntuneClient>, wanted: Inputs) {
    const id =
      (await findEqual(client, wanted, signal)) ??
      (await post(client, wanted, signal).catch(async (error: unknown) => {
        const found = isInterrupted(error) ? await findEqual(client, wanted, signal) : undefined;
        if (found === undefined) throw error;
        return found;
      }));
    return { id, inputs: wanted, outputs: {} };
  },

  async read({ client, signal }, givenId, known) {
    const id = known === undefined ? await importedId(client, givenId, signal) : givenId;
    const version = known === undefined ? "beta" : versionFor(known.inputs);
    const profile = await unlessNotFound(readProfile(client, version, id, signal));
    return profile === undefined ? undefined : { id, ...toState(profile, known?.inputs) };
  },

  async update({ client, signal }, id, wanted, old) {
    const body = changedProperties(wanted, old.inputs);
    if (Object.keys(body).length === 0) return {};
    const version = "roleScopeTagIds" in body ? "beta" : "v1.0";
    const patch = { "@odata.type": profileType, ...body };
    await client.graph.send({ method: "PATCH", version, path: profilePath(id), body: patch, signal });
    return {};
  },

  async delete({ client, signal }, id) {
    const removed = client.graph.send({ method: "DELETE", version: "v1.0", path: profilePath(id), signal });
    await unlessNotFound(removed);
  },
});

/** Scope tags, and the references by which encrypted values are read, exist in beta only. */
function versionFor(wanted: Inputs): GraphVersion {
  const needsBeta = wanted.roleScopeTagIds !== undefined || wanted.omaSettings.some(isEncrypted);
  return needsBeta ? "beta" : "v1.0";
}

/** A create whose answer was lost in an earlier run left a profile equal to the wanted one: that is ours. */
async function findEqual(
  client: IntuneClient,
  wanted: Inputs,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await findProfiles(client, wanted.displayName, signal, versionFor(wanted));
  return adoptable(
    wanted.displayName,
    found.map((profile) => ({
      id: profile.id,
      equal: Object.keys(changedProperties(wanted, toState(profile, wanted).inputs)).length === 0,
    })),
  );
}

async function post(client: IntuneClient, wanted: Inputs, signal: AbortSignal): Promise<string> {
  const version = wanted.roleScopeTagIds === undefined ? "v1.0" : "beta";
  const answer = await client.graph.send({
    method: "POST",
    version,
    path: configurationsPath,
    body: { "@odata.type": profileType, ...toGraph(wanted) },
    signal,
  });
  const { id } = parseProfile(answer, configurationsPath);
  client.made.add(id);
  return id;
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
  const { displayName, description, omaSettings, roleScopeTagIds } = profile;
  const isNew = (index: number) =>
    !known?.omaSettings.some((setting) => setting.omaUri === omaSettings[index]?.omaUri);
  return {
    inputs: {
      displayName,
      description,
      omaSettings,
      roleScopeTagIds: known === undefined || known.roleScopeTagIds ? roleScopeTagIds?.toSorted() : undefined,
    },
    outputs: {},
    secrets: profile.masked.filter(isNew).map((index) => ["omaSettings", index, "value"] as const),
  };
}
