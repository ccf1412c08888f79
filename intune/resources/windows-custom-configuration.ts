import { z } from "zod";
import type { GraphVersion } from "../../graph/client.ts";
import { toPropertyMap } from "../../provider/check.ts";
import { defineResource } from "../../provider/define.ts";
import { isPropertyMap, keyText } from "../../provider/paths.ts";
import type { CallContext, PropertySnapshot } from "../../provider/resource.ts";
import type { PropertyMap } from "../../provider/values.ts";
import { readAssignmentsAhead } from "../assignments-ahead.ts";
import type { IntuneClient } from "../client.ts";
import { profileChange } from "../concurrent-change.ts";
import { optionalDescription, scopeTagIds } from "../declared-properties.ts";
import { isGraphObject } from "../graph-object.ts";
import { profileType, referencesOf, settingMaps, toGraphSetting } from "../graph-profile.ts";
import { omaSettingsSchema } from "../oma-settings.ts";
import { isEncryptedType, isOmaType } from "../oma-values.ts";
import { customProfiles } from "../policy-kind.ts";
import {
  createPolicy,
  deletePolicy,
  type PolicyVerbs,
  readPolicy,
  updatePolicy,
} from "../policy-lifecycle.ts";
import { refuseProfile } from "../profile-import.ts";
import type { ProfileSnapshot } from "../profile-snapshot.ts";
import { findProfiles, readProfile } from "../profiles.ts";
import { compared, notCompared, unreadNote, unreadWarning } from "../unread-values.ts";

const inputs = z.strictObject({
  displayName: z
    .string()
    .min(1, "must not be empty")
    .describe("The profile's name in the Intune admin center."),
  description: optionalDescription("What the profile is for."),
  omaSettings: omaSettingsSchema,
  roleScopeTagIds: scopeTagIds,
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

  create: (context: CallContext<IntuneClient>, wanted: Inputs) => createPolicy(verbs, context, wanted),

  async read(context, givenId, known) {
    if (known !== undefined) {
      readAssignmentsAhead(context, customProfiles, givenId);
    }
    const profile = await readPolicy(verbs, context, givenId, known);
    if (profile === undefined) {
      return undefined;
    }
    for (const index of profile.unreadable) {
      await context.warn(unreadableWarning(profile, index));
    }
    const warning = unreadWarning(profile);
    if (warning !== undefined) {
      await context.warn(warning);
    }
    const taken = unreadNote(profile);
    if (taken !== undefined) {
      context.note(taken);
    }
    return { id: profile.id, ...toState(profile, known?.inputs) };
  },

  async update(context, id, wanted, old) {
    return (await updatePolicy(verbs, context, id, { wanted, old })) ?? { outputs: old.outputs };
  },

  delete: (context, id, old) => deletePolicy(verbs, context, id, old),
});

type Outputs = z.output<typeof outputs>;

const verbs: PolicyVerbs<Inputs, Outputs, ProfileSnapshot> = {
  kind: customProfiles,
  versionFor,
  toPropertyMap,
  nameOf: ({ displayName }) => displayName,
  body: (wanted) => ({ "@odata.type": profileType, ...toGraph(wanted) }),
  find: findProfiles,
  read: (client, id, known, signal) =>
    readProfile(client, {
      version: known === undefined ? "beta" : versionFor(known.inputs),
      id,
      inputs: known?.inputs,
      references: knownReferences(known),
      signal,
    }),
  refuseImport: (profile) => refuseProfile(profile, inputs),
  changed(wanted, current) {
    const { changes } = windowsCustomConfiguration.diff(current, toPropertyMap(wanted));
    return new Set(changes.map(({ path }) => String(path[0])));
  },
  inputsOf: (profile, declared) => toState(profile, declared).inputs,
  outputsOf: ({ secretReferenceValueIds }) => ({ secretReferenceValueIds }),
  outputsOfNew: async (_, { made }) => ({ secretReferenceValueIds: referencesOf(made) }),
  noteOn: notCompared,
  write(changed, wanted, old) {
    const body = Object.entries(toGraph(wanted)).filter(([property]) => changed.has(property));
    return {
      method: "PATCH",
      version: versionFor(toPropertyMap(wanted), old.inputs),
      body: { "@odata.type": profileType, ...Object.fromEntries(body) },
    };
  },
  async outputsAfter({ client }, { write: { body }, response: { before, response }, old }) {
    const now = isGraphObject(response) ? referencesOf(response) : undefined;
    const isWritten = (isGraphObject(body) && "omaSettings" in body) || client.readEncryptedValues;
    return { secretReferenceValueIds: isWritten ? now : compared(old, before, now) };
  },
  concurrentChange: profileChange,
};

/** Scope tags, and what tells a mask from a value, exist in beta only. */
function versionFor(...states: readonly PropertyMap[]): GraphVersion {
  const needsBeta = (each: PropertyMap) =>
    each.roleScopeTagIds !== undefined ||
    settingMaps(each).some(({ type }) => !isOmaType(type) || isEncryptedType(type));
  return states.some(needsBeta) ? "beta" : "v1.0";
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

function toGraph({ displayName, description, omaSettings, roleScopeTagIds }: Inputs) {
  return {
    displayName,
    description: description ?? null,
    omaSettings: omaSettings.map(toGraphSetting),
    ...(roleScopeTagIds === undefined ? {} : { roleScopeTagIds }),
  };
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
