import { z } from "zod";
import { resetLinkMembers } from "../../../domain/reset-link-policies.ts";
import { listMatching } from "../../graph-list.ts";
import { assignmentsSchema, targetsOf } from "../../policies/assignments.ts";
import type { Policy as CatalogPolicy } from "../../policies/policy.ts";
import { isIncluding } from "../recovery.ts";
import type { PolicySetting } from "../reset-facts.ts";
import type { Reader } from "./principals.ts";

const text = z.string().catch("");

const profileSchema = z.looseObject({
  "@odata.type": z.string(),
  id: z.string(),
  displayName: text,
  assignments: assignmentsSchema,
  omaSettings: z
    .array(
      z.looseObject({
        omaUri: text,
        value: z.unknown(),
        isEncrypted: z.boolean().nullish(),
        secretReferenceValueId: z.string().nullish(),
      }),
    )
    .catch([]),
});

type Policy = PolicySetting["policy"];

/**
 * What custom profiles and templates set. Beta alone gives the references by which an encrypted value is asked for.
 *
 * @throws GraphError, CredentialError.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-list?view=graph-rest-beta
 */
export async function readProfileSettings(reader: Reader): Promise<PolicySetting[]> {
  const path = "/deviceManagement/deviceConfigurations?$expand=assignments";
  const all = await listMatching(reader, path, profileSchema, { version: "beta" });
  return all.flatMap((profile) => {
    const type = profile["@odata.type"].replace("#microsoft.graph.", "");
    const isAssigned = targetsOf(profile.assignments).some(isIncluding);
    const policy = { id: profile.id, name: profile.displayName, isAssigned };
    if (type !== "windows10CustomConfiguration") {
      return memberSettings(type, { ...policy, kind: "template" }, profile);
    }
    return profile.omaSettings.map(({ omaUri, value, isEncrypted, secretReferenceValueId }) => ({
      policy: { ...policy, kind: "custom" as const },
      id: omaUri,
      value: isEncrypted === true ? undefined : value,
      secretReference: isEncrypted === true ? (secretReferenceValueId ?? undefined) : undefined,
    }));
  });
}

function memberSettings(type: string, policy: Policy, profile: object): PolicySetting[] {
  return resetLinkMembers
    .filter((id) => id.startsWith(`${type}/`))
    .map((id) => ({ policy, id, value: Reflect.get(profile, id.slice(type.length + 1)) }));
}

/** What policies of the settings catalog set, those of Endpoint security among them. */
export function catalogSettingsOf(policies: readonly CatalogPolicy[]): PolicySetting[] {
  return policies.flatMap(({ id, name, settings, targets }) => {
    const policy: Policy = { kind: "settingsCatalog", id, name, isAssigned: targets.some(isIncluding) };
    return settings.map((setting) => ({ policy, id: setting.id, value: setting.value }));
  });
}

const plainTextSchema = z.looseObject({ value: z.string() });

/**
 * The plain text of a setting that Intune keeps encrypted.
 *
 * @throws GraphError, CredentialError, ZodError.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-getomasettingplaintextvalue
 */
export async function readPlainText(
  { graph, signal }: Reader,
  policyId: string,
  reference: string,
): Promise<string> {
  const literal = encodeURIComponent(reference.replaceAll("'", "''")).replaceAll("'", "%27");
  const path = `/deviceManagement/deviceConfigurations/${encodeURIComponent(policyId)}/getOmaSettingPlainTextValue(secretReferenceValueId='${literal}')`;
  return plainTextSchema.parse(await graph.read({ version: "beta", path, signal })).value;
}
