import type { ConditionalAccessPolicy } from "../../../tenant/entra/conditional-access-schemas.ts";
import { pinResetApps, seeded } from "../../../tenant/seed/ids.ts";
import type { Tenant } from "../../../tenant/server.ts";
import { assign, group } from "../support/onboarded.ts";

const { groups, domain } = seeded;
const graph = "#microsoft.graph";

/** Makes a profile of Intune, assigned to the Windows devices unless said otherwise. */
export async function plantProfile(
  tenant: Tenant,
  omaUri: string,
  setting: { type: string; value: unknown },
  isAssigned = true,
): Promise<void> {
  const { body } = await tenant.asAdministrator("POST", "/beta/deviceManagement/deviceConfigurations", {
    "@odata.type": `${graph}.windows10CustomConfiguration`,
    displayName: "Lock screen",
    omaSettings: [
      { "@odata.type": `${graph}.${setting.type}`, displayName: "Setting", omaUri, value: setting.value },
    ],
  });
  const id = String(Reflect.get(Object(body), "id"));
  if (isAssigned) {
    await assign(tenant, id, [group(groups.windowsDevices)]);
  }
}

/** A choice of the settings catalog, as a setting of a policy. */
export function choice(definition: string, option: string): object {
  const kind = `${graph}.deviceManagementConfiguration`;
  return {
    "@odata.type": `${kind}Setting`,
    settingInstance: {
      "@odata.type": `${kind}ChoiceSettingInstance`,
      settingDefinitionId: definition,
      choiceSettingValue: {
        "@odata.type": `${kind}ChoiceSettingValue`,
        value: `${definition}_${option}`,
        children: [],
      },
    },
  };
}

/** A policy of the settings catalog, assigned to the Windows devices. */
export async function plantCatalogPolicy(tenant: Tenant, settings: readonly object[]): Promise<void> {
  const collection = "/beta/deviceManagement/configurationPolicies";
  const { status, body } = await tenant.asAdministrator("POST", collection, {
    name: "Sign-in screen",
    description: "",
    platforms: "windows10",
    technologies: "mdm",
    roleScopeTagIds: ["0"],
    settings,
  });
  if (status !== 201) {
    throw new Error(`The settings catalog answered ${status}: ${JSON.stringify(body)}`);
  }
  const id = String(Reflect.get(Object(body), "id"));
  await tenant.asAdministrator("POST", `${collection}/${id}/assign`, {
    assignments: [{ target: group(groups.windowsDevices) }],
  });
}

/** Turns a member of a template on, in a profile that is assigned. */
export function plantTemplate({ state }: Tenant, type: string, member: string): void {
  const kiosk = state.deviceConfigurations.get(seeded.configurations.kioskRestrictions);
  const own = state.deviceConfigurations.all().find(({ assignments }) => assignments.length > 0);
  if (kiosk === undefined || own === undefined) {
    throw new Error("The tenant has lost its profiles.");
  }
  const changed = {
    ...kiosk,
    "@odata.type": `${graph}.${type}`,
    [member]: true,
    assignments: own.assignments,
  };
  state.deviceConfigurations.put(changed);
}

/** Adds a policy of Conditional Access for everyone: it wants compliant devices unless changed. */
export function plantPolicy({ state }: Tenant, changes: Partial<ConditionalAccessPolicy>): void {
  state.conditionalAccessPolicies.put({
    id: "00000501-0000-4000-8000-000000000501",
    displayName: "Compliant devices",
    state: "enabled",
    conditions: { users: { includeUsers: ["All"] }, applications: { includeApplications: ["All"] } },
    grantControls: { operator: "OR", builtInControls: ["compliantDevice"] },
    ...changes,
  });
}

/** Makes the domain a federated one. */
export function federate({ state }: Tenant): void {
  const federations = [
    {
      id: "f1",
      // AD FS with several domains names each by an issuer that is no address of a sign-in page.
      issuerUri: "http://contoso.example/adfs/services/trust/",
      passiveSignInUri: "https://sts.contoso.example/adfs/ls/",
    },
  ];
  state.domains.change(domain, { authenticationType: "Federated", federations });
}

/** The OMA-URI of the hosts for web sign-in. */
export const allowedUrls = "./Vendor/MSFT/Policy/Config/Authentication/ConfigureWebSignInAllowedUrls";

/** As federate, with an assigned profile that allows hosts. */
export async function federateWith(tenant: Tenant, value: string): Promise<void> {
  federate(tenant);
  await plantProfile(tenant, allowedUrls, { type: "omaSettingString", value });
}

/** Adds a sign-in to the client of a minute ago, with its error code. */
export function plantSignIn({ state }: Tenant, id: string, errorCode: number, changes: object = {}): void {
  state.signIns.put({
    id,
    createdDateTime: new Date(Date.now() - 60_000).toISOString(),
    appId: pinResetApps.client.id,
    resourceId: pinResetApps.service.id,
    status: { errorCode, failureReason: "Synthetic", additionalDetails: null },
    ...changes,
  });
}

/** What the OMA-URIs of policies begin with. */
export const policyConfig = "./Device/Vendor/MSFT/Policy/Config";
const catalog = "device_vendor_msft_policy_config";
/** The setting that turns off notifications on the lock screen. */
export const notifications = `${catalog}_windowslogon_disablelockscreenappnotifications`;
/** A setting whose id begins like that of NoLockScreen. */
export const camera = `${catalog}_admx_controlpaneldisplay_cpl_personalization_nolockscreencamera`;
