import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pinResetApps, seeded } from "../../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { compare, creationFindings, driftBy } from "../../../tools/chaos/compare.ts";
import type { Declaration } from "../../../tools/chaos/declaration.ts";

const declaration: Declaration = {
  kind: "custom",
  displayName: "PIN recovery",
  description: "For everyone",
  webSignInAllowedUrls: ["login.contoso.example", "sso.contoso.example"],
  groups: ["Windows devices", "Helpdesk"],
  excludedGroups: ["Kiosks"],
};

const configurations = "/v1.0/deviceManagement/deviceConfigurations";
const profileBody = {
  "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
  displayName: "PIN recovery",
  description: "For everyone",
  omaSettings: [
    setting(
      "Boolean",
      `PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`,
      true,
      "./Device/Vendor/MSFT",
    ),
    setting(
      "String",
      "Config/Authentication/ConfigureWebSignInAllowedUrls",
      "login.contoso.example;sso.contoso.example",
      "./Vendor/MSFT/Policy",
    ),
  ],
};

let tenant: Tenant;

beforeAll(async () => {
  tenant = await startTenant();
});

afterAll(() => tenant.close());

/** The tenant as it is declared. */
beforeEach(async () => {
  tenant.reset();
  const [service, client] = [
    await principal(pinResetApps.service.id),
    await principal(pinResetApps.client.id),
  ];
  await grant(client, service, "user_impersonation");
  await grant(service, seeded.principals.directory, "User.Read");
  await profile();
});

describe("the comparison of a tenant with what is declared", () => {
  it("knows a settings catalog policy, and what differs of it", async () => {
    const groupId = "device_vendor_msft_passportforwork_{tenantid}";
    const id = `${groupId}_policies_enablepinrecovery`;
    const type = (name: string) => ({
      "@odata.type": `#microsoft.graph.deviceManagementConfiguration${name}`,
    });
    const value = { value: `${id}_true`, children: [] };
    const child = { ...type("ChoiceSettingInstance"), settingDefinitionId: id, choiceSettingValue: value };
    const settingInstance = {
      ...type("GroupSettingCollectionInstance"),
      settingDefinitionId: groupId,
      groupSettingCollectionValue: [{ children: [child] }],
    };
    const policies = "/beta/deviceManagement/configurationPolicies";
    const named = {
      name: "PIN recovery",
      description: "For everyone",
      platforms: "windows10",
      technologies: "mdm",
    };
    tenant.state.deviceConfigurations.remove(profileId());
    const policy = await make(policies, { ...named, settings: [{ settingInstance }] });
    const declared = { ...declaration, kind: "settingsCatalog" as const, groups: [], excludedGroups: [] };
    expect(compare(tenant.state, declared)).toEqual([]);
    tenant.state.configurationPolicies.change(policy, { name: "Other" });
    expect(compare(tenant.state, declared)).toMatchObject([{ kind: "loss" }]);
  });

  it("finds nothing where it is as declared, in whatever order its lists are", () => {
    expect(compare(tenant.state, declaration)).toEqual([]);
    const groups = declaration.groups.toReversed();
    expect(compare(tenant.state, { ...declaration, groups })).toEqual([]);
  });

  it("finds a profile that was made twice, whatever the second one is named", async () => {
    await profile();
    await profile({ displayName: "An earlier name" });
    const found = compare(tenant.state, declaration);
    expect(found.map(({ kind }) => kind)).toEqual(["duplicate", "duplicate"]);
    expect(found.map(({ what }) => what).join()).toContain("An earlier name");
  });

  it("finds a profile that is lost", () => {
    tenant.state.deviceConfigurations.remove(profileId());
    expect(compare(tenant.state, declaration)).toEqual([
      { kind: "loss", what: 'there is no profile "PIN recovery"' },
    ]);
  });

  it.each<[string, Partial<Declaration>]>([
    ["displayName", { displayName: "Other" }],
    ["description", { description: "Other" }],
    ["settings", { webSignInAllowedUrls: ["login.contoso.example"] }],
    ["settings", { webSignInAllowedUrls: [] }],
    ["targets", { groups: ["Windows devices"] }],
    ["targets", { excludedGroups: [] }],
  ])("finds that the profile's %s differ where %j is declared", (key, other) => {
    const found = compare(tenant.state, { ...declaration, ...other });
    expect(found).toEqual([{ kind: "loss", what: expect.stringContaining(`the profile's ${key} are`) }]);
  });

  it("finds a setting that is off, and an assignment of another kind", () => {
    const { omaSettings, assignments } = tenant.state.deviceConfigurations.get(profileId()) ?? {};
    tenant.state.deviceConfigurations.change(profileId(), {
      omaSettings: (omaSettings ?? []).map((kept) =>
        kept.value === true ? { ...kept, value: false } : kept,
      ),
      assignments: [
        ...(assignments ?? []),
        {
          id: "everywhere",
          target: {
            "@odata.type": "#microsoft.graph.allDevicesAssignmentTarget",
            deviceAndAppManagementAssignmentFilterId: null,
            deviceAndAppManagementAssignmentFilterType: "none",
          },
        },
      ],
    });
    expect(compare(tenant.state, declaration).map(({ kind }) => kind)).toEqual(["loss", "loss"]);
  });

  it("finds a principal that is off or gone, and a permission that is not granted or is granted twice", () => {
    const [service] = tenant.state.servicePrincipals.all().filter(isService);
    tenant.state.servicePrincipals.change(service?.id ?? "", { accountEnabled: false });
    const [first, second] = tenant.state.oauth2PermissionGrants.all();
    tenant.state.oauth2PermissionGrants.remove(first?.id ?? "");
    if (second !== undefined) {
      tenant.state.oauth2PermissionGrants.put({ ...second, id: "again" });
    }
    expect(compare(tenant.state, declaration).map(({ kind }) => kind)).toEqual(["loss", "duplicate", "loss"]);
  });

  it("finds what a destroyed stack left behind, and wants both applications to stay", () => {
    expect(compare(tenant.state, undefined).map(({ kind }) => kind)).toEqual(["loss", "loss", "loss"]);
    tenant.state.deviceConfigurations.remove(profileId());
    for (const { id } of tenant.state.oauth2PermissionGrants.all()) {
      tenant.state.oauth2PermissionGrants.remove(id);
    }
    expect(compare(tenant.state, undefined)).toEqual([]);
    const [service] = tenant.state.servicePrincipals.all().filter(isService);
    tenant.state.servicePrincipals.remove(service?.id ?? "");
    expect(compare(tenant.state, undefined)).toEqual([
      { kind: "loss", what: expect.stringContaining("Service") },
    ]);
  });
});

describe("a preview right after everything was brought about", () => {
  it("is a false drift where it would change something, or does not get that far", () => {
    expect(driftBy(0)).toEqual([]);
    for (const code of [7, 1, null]) {
      expect(driftBy(code)).toEqual([{ kind: "false drift", what: expect.stringContaining(String(code)) }]);
    }
  });
});

function setting(type: string, path: string, value: unknown, root: string) {
  return {
    "@odata.type": `#microsoft.graph.omaSetting${type}`,
    displayName: type,
    omaUri: `${root}/${path}`,
    value,
  };
}

const isService = ({ appId }: { appId: string }) => appId === pinResetApps.service.id;

function profileId(): string {
  const profiles = tenant.state.deviceConfigurations.all();
  return profiles.find(({ displayName }) => displayName === "PIN recovery")?.id ?? "";
}

async function make(path: string, body: unknown): Promise<string> {
  const { status, body: made } = await tenant.asAdministrator("POST", path, body);
  expect(status, JSON.stringify(made)).toBeLessThan(300);
  return String(Reflect.get(Object(made), "id"));
}

async function principal(appId: string): Promise<string> {
  const id = await make("/v1.0/servicePrincipals", { appId });
  tenant.state.servicePrincipals.change(id, {
    accountEnabled: true,
    tags: ["WindowsAzureActiveDirectoryIntegratedApp"],
  });
  return id;
}

function grant(clientId: string, resourceId: string, scope: string): Promise<string> {
  return make("/v1.0/oauth2PermissionGrants", { clientId, consentType: "AllPrincipals", resourceId, scope });
}

async function profile(other: object = {}): Promise<string> {
  const id = await make(configurations, { ...profileBody, ...other });
  const target = (type: string, groupId: string) => ({
    target: { "@odata.type": `#microsoft.graph.${type}AssignmentTarget`, groupId },
  });
  await make(`${configurations}/${id}/assign`, {
    assignments: [
      target("group", seeded.groups.helpdesk),
      target("exclusionGroup", seeded.groups.kiosks),
      target("group", seeded.groups.windowsDevices),
    ],
  });
  return id;
}

describe("the number of profiles that a run created", () => {
  it("tells a POST that was repeated, though the profile too many is gone again", async () => {
    const before = tenant.state.deviceConfigurations.added;
    const extra = await profile();
    await tenant.asAdministrator("DELETE", `${configurations}/${extra}`);
    await profile();
    const created = tenant.state.deviceConfigurations.added - before;
    expect(creationFindings(created)).toEqual([
      { kind: "duplicate", what: "one run created a profile 2 times" },
    ]);
    expect(creationFindings(1)).toEqual([]);
  });
});
