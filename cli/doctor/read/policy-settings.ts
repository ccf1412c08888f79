import { z } from "zod";
import { resetLinkMembers } from "../../../domain/reset-link-policies.ts";
import { pagesOf } from "../../../graph/pages.ts";
import { listMatching } from "../../graph-list.ts";
import type { PolicySetting } from "../reset-facts.ts";
import type { Reader } from "./principals.ts";

const text = z.string().catch("");

const assignments = z
  .array(z.looseObject({ target: z.looseObject({ "@odata.type": z.string() }) }))
  .nullish();

const profileSchema = z.looseObject({
  "@odata.type": z.string(),
  id: z.string(),
  displayName: text,
  assignments,
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
 * Raises GraphError and CredentialError.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-list?view=graph-rest-beta
 */
export async function readProfileSettings(reader: Reader): Promise<PolicySetting[]> {
  const path = "/deviceManagement/deviceConfigurations?$expand=assignments";
  const all = await listMatching(reader, path, profileSchema, { version: "beta" });
  return all.flatMap((profile) => {
    const type = profile["@odata.type"].replace("#microsoft.graph.", "");
    const isAssigned = hasTarget(profile.assignments);
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

const catalogSchema = z.looseObject({
  id: z.string(),
  name: text,
  assignments,
  settings: z.array(z.unknown()).nullish(),
  "settings@odata.nextLink": z.string().nullish(),
});

/**
 * What policies of the settings catalog set, those of Endpoint security among them. Raises GraphError and
 * CredentialError.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicy?view=graph-rest-beta
 */
export async function readCatalogSettings(reader: Reader): Promise<PolicySetting[]> {
  const path = "/deviceManagement/configurationPolicies?$expand=assignments,settings";
  const all = await listMatching(reader, path, catalogSchema, { version: "beta" });
  const found = all.map(async (read) => {
    const more = await restOf(reader, read["settings@odata.nextLink"] ?? undefined);
    const isAssigned = hasTarget(read.assignments);
    const policy: Policy = { kind: "settingsCatalog", id: read.id, name: read.name, isAssigned };
    return instancesIn([...(read.settings ?? []), ...more]).map(({ id, value }) => ({ policy, id, value }));
  });
  return (await Promise.all(found)).flat();
}

async function restOf({ graph, signal }: Reader, link: string | undefined): Promise<unknown[]> {
  const rest: unknown[] = [];
  if (link === undefined) {
    return rest;
  }
  for await (const { body } of pagesOf(link, (path) => graph.read({ version: "beta", path, signal }))) {
    rest.push(body);
  }
  return rest;
}

const instanceSchema = z.looseObject({
  settingDefinitionId: z.string(),
  choiceSettingValue: z.looseObject({ value: z.unknown() }).nullish(),
  simpleSettingValue: z.looseObject({ value: z.unknown() }).nullish(),
});

/** Every instance of a setting in JSON, however deep: groups and choices have instances in them. */
function instancesIn(part: unknown): { id: string; value: unknown }[] {
  if (Array.isArray(part)) {
    return part.flatMap(instancesIn);
  }
  if (typeof part !== "object" || part === null) {
    return [];
  }
  const inner = Object.values(part).flatMap(instancesIn);
  const { data } = instanceSchema.safeParse(part);
  if (data === undefined) {
    return inner;
  }
  const value = data.choiceSettingValue?.value ?? data.simpleSettingValue?.value;
  return [{ id: data.settingDefinitionId, value }, ...inner];
}

/** Whether a policy is for anybody: one that is not does nothing. */
function hasTarget(found: z.output<typeof assignments>): boolean {
  return (found ?? []).some(
    ({ target }) => !target["@odata.type"].endsWith("exclusionGroupAssignmentTarget"),
  );
}

const plainTextSchema = z.looseObject({ value: z.string() });

/**
 * The plain text of a setting that Intune keeps encrypted. Raises GraphError, CredentialError, ZodError.
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
