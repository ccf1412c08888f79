import { seeded } from "../../../tenant/seed/ids.ts";
import type { Tenant } from "../../../tenant/server.ts";
import { assign, group, recoveryProfile, recoverySetting, recoveryUri } from "../support/onboarded.ts";
import type { Plant, PlantedFault } from "./planted.ts";

const { groups, users, tenantId } = seeded;

function setting(change: Record<string, unknown>): Plant {
  return (tenant, { profile }) =>
    tenant.asAdministrator("PATCH", `/v1.0/deviceManagement/deviceConfigurations/${profile}`, {
      "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
      omaSettings: [recoverySetting(change)],
    });
}

function node(omaUri: string): Plant {
  return setting({ omaUri });
}

const exclusion = (groupId: string) => ({
  "@odata.type": "#microsoft.graph.exclusionGroupAssignmentTarget",
  groupId,
});

async function secondProfile(tenant: Tenant, change: Record<string, unknown>): Promise<string> {
  const body = recoveryProfile(change, "Another");
  const answer = await tenant.asAdministrator("POST", "/v1.0/deviceManagement/deviceConfigurations", body);
  return (answer.body as { id: string }).id;
}

const bothWays: Plant = (tenant, { profile }) => {
  const { assignments = [] } = tenant.state.deviceConfigurations.get(profile) ?? {};
  const [first] = assignments;
  if (first === undefined) {
    throw new Error("The profile has no assignment.");
  }
  const target = { ...first.target, "@odata.type": "#microsoft.graph.exclusionGroupAssignmentTarget" };
  tenant.state.deviceConfigurations.change(profile, {
    assignments: [first, { id: `${first.id}_2`, target }],
  });
};

/** Faults of the profile, of whom it is for and of what devices make of it. */
export const profileFaults: PlantedFault[] = [
  [
    "no profile",
    ["profile-present"],
    /No policy sets EnablePinRecovery/,
    (tenant, { profile }) => tenant.state.deviceConfigurations.remove(profile),
  ],
  [
    "the miscopied form of the node",
    ["node-form"],
    /\.\/Vendor\/MSFT\/Policy\/PassportForWork.*Policy\/[\s\S]*Set the OMA-URI to \.\/Device\//,
    node(`./Vendor/MSFT/Policy/PassportForWork/${tenantId}/Policies/EnablePinRecovery`),
  ],
  [
    "the miscopied form for the device",
    ["node-form"],
    /Policy\//,
    node(`./Device/Vendor/MSFT/Policy/Config/PassportForWork/${tenantId}/Policies/EnablePinRecovery`),
  ],
  [
    "another tenant's id",
    ["node-tenant"],
    /has another tenant's id/,
    node(recoveryUri.replace(tenantId, "11111111-2222-4333-8444-555555555555")),
  ],
  [
    "the tenant's id in braces",
    ["node-tenant"],
    /in braces/,
    node(recoveryUri.replace(tenantId, `{${tenantId}}`)),
  ],
  [
    "the word TenantId for the tenant's id",
    ["node-tenant"],
    /no tenant id/,
    node(recoveryUri.replace(tenantId, "TenantId")),
  ],
  [
    "a wrong case",
    ["node-spelling"],
    /upper and lower case/,
    node(recoveryUri.replace("EnablePinRecovery", "enablePinRecovery")),
  ],
  [
    "the tenant's id in capitals",
    ["node-spelling"],
    /upper and lower case/,
    node(recoveryUri.replace(tenantId, tenantId.toUpperCase())),
  ],
  ["a blank at the end", ["node-spelling"], /not spelled/, node(`${recoveryUri} `)],
  ["a segment that is missing", ["node-spelling"], /not spelled/, node(recoveryUri.replace("/Policies", ""))],
  [
    "the text true for the Boolean",
    ["value-type"],
    /of the type String/,
    setting({ "@odata.type": "#microsoft.graph.omaSettingString", value: "true" }),
  ],
  [
    "the number 1 for the Boolean",
    ["value-type"],
    /of the type Integer/,
    setting({ "@odata.type": "#microsoft.graph.omaSettingInteger", value: 1 }),
  ],
  ["the value False", ["value-true"], /EnablePinRecovery is false/, setting({ value: false })],
  [
    "a second profile that says False",
    ["profiles-agree"],
    /"Another".* of the device to false, and the custom profile "PIN recovery".* to true/,
    async (tenant) =>
      assign(tenant, await secondProfile(tenant, { value: false }), [group(groups.windowsDevices)]),
  ],
  [
    "a second profile that says False for the user",
    ["scopes-agree"],
    /of the user to false/,
    async (tenant) => {
      const userUri = recoveryUri.replace("./Device/", "./User/");
      const other = await secondProfile(tenant, { omaUri: userUri, value: false });
      await assign(tenant, other, [group(groups.windowsDevices), group(groups.secondPilots)]);
    },
  ],
  [
    "no assignment",
    ["assigned"],
    /profile "PIN recovery" .*is assigned to no one, so it does nothing/,
    (tenant, { profile }) => assign(tenant, profile, []),
  ],
  [
    "nothing but exclusions",
    ["assigned"],
    /exclusions: it reaches no one/,
    (tenant, { profile }) => assign(tenant, profile, [exclusion(groups.kiosks)]),
  ],
  [
    "a group that was deleted",
    ["groups-exist"],
    /Assigned to the group 6f1c2b3a.*no such group exists any more/,
    (tenant) => tenant.state.groups.remove(groups.windowsDevices),
  ],
  [
    "an excluded group that was deleted",
    ["groups-exist"],
    /Not for the group/,
    async (tenant, { profile }) => {
      await assign(tenant, profile, [group(groups.windowsDevices), exclusion(groups.kiosks)]);
      tenant.state.groups.remove(groups.kiosks);
    },
  ],
  [
    "a group without members",
    ["groups-members"],
    /"Windows devices".* is empty, so that it reaches no one/,
    (tenant) => tenant.state.groups.change(groups.windowsDevices, { memberIds: [] }),
  ],
  [
    "a group of empty groups",
    ["groups-members"],
    /"Everyone".* is empty/,
    async (tenant, { profile }) => {
      await assign(tenant, profile, [group(groups.everyone)]);
      for (const id of [groups.helpdesk, groups.firstPilots, groups.secondPilots]) {
        tenant.state.groups.change(id, { memberIds: [] });
      }
    },
  ],
  [
    "a group that is included and excluded",
    ["groups-contradict"],
    /The group "Windows devices" is included and excluded/,
    bothWays,
  ],
  [
    "no device that it can apply to",
    ["deployment"],
    /reaches no device that it can apply to: 1 device.*1 of another platform/,
    async (tenant, { profile }) => {
      tenant.state.managedDevices.change(seeded.managedDevices.secondPhone, { userId: users.sam });
      await assign(tenant, profile, [group(groups.helpdesk)]);
    },
  ],
];
