import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { collection } from "./configurations.ts";
import { policies } from "./policies.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();
const beta = `/beta/${collection}`;
const identityProtection = "#microsoft.graph.windowsIdentityProtectionConfiguration";
const intents = "/beta/deviceManagement/intents";
const enrollment = "/beta/deviceManagement/deviceEnrollmentConfigurations";
const { groups } = seeded;

describe("an identity protection profile", () => {
  const body = { "@odata.type": identityProtection, displayName: "Hello", pinRecoveryEnabled: true };

  it("is made, read and patched in beta; what was never set reads back as not configured", async () => {
    const made = await served.graph("POST", beta, { ...body, pinMinimumLength: 6 });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      pinRecoveryEnabled: true,
      pinMinimumLength: 6,
      pinMaximumLength: null,
      windowsHelloForBusinessBlocked: null,
      securityDeviceRequired: false,
      pinUppercaseCharactersUsage: "notConfigured",
    });
    const path = `${beta}/${made.body.id}`;
    const patch = { "@odata.type": identityProtection, pinRecoveryEnabled: false };
    expect((await served.graph("PATCH", path, patch)).body.pinRecoveryEnabled).toBe(false);
    const list = await served.graph("GET", `${beta}?$expand=assignments`);
    expect(list.body.value?.find((row) => row.id === made.body.id)).toMatchObject({
      pinMinimumLength: 6,
      assignments: [],
    });
  });

  it.each([
    ["a text for a Boolean", { pinRecoveryEnabled: "true" }],
    ["null for what cannot be null", { pinRecoveryEnabled: null }],
    ["a PIN that is too short", { pinMinimumLength: 3 }],
    ["a usage that is not there", { pinUppercaseCharactersUsage: "disallowed" }],
    ["settings of another type", { omaSettings: [] }],
  ])("is not made with %s", async (_what, wrong) => {
    expect((await served.graph("POST", beta, { ...body, ...wrong })).status).toBe(400);
  });

  it("cannot be made in v1.0, which shows nothing of it, or what every profile has where the tenant is told so", async () => {
    expect((await served.graph("POST", `/v1.0/${collection}`, body)).status).toBe(400);
    const { body: made } = await served.graph("POST", beta, body);
    const path = `/v1.0/${collection}`;
    const listed = async () =>
      (await served.graph("GET", path)).body.value?.find((row) => row.id === made.id);
    expect(await listed()).toBeUndefined();
    expect((await served.graph("GET", `${path}/${made.id}`)).status).toBe(404);
    served.tenant.state.settings.betaOnlyProfilesInV1 = "asBaseType";
    expect(await listed()).toEqual({
      "@odata.type": "#microsoft.graph.deviceConfiguration",
      id: made.id,
      createdDateTime: made.createdDateTime,
      lastModifiedDateTime: made.lastModifiedDateTime,
      displayName: "Hello",
      description: null,
      version: 1,
    });
  });
});

describe("profiles that can block a reset", () => {
  it.each([
    [
      "windows10GeneralConfiguration",
      { lockScreenBlockToastNotifications: true },
      ["logonBlockFastUserSwitching"],
    ],
    [
      "windows10EndpointProtectionConfiguration",
      { localSecurityOptionsHideLastSignedInUser: true },
      ["localSecurityOptionsUseAdminApprovalModeForAdministrators"],
    ],
  ])("%s has the members that do", async (type, members, unset) => {
    const body = { "@odata.type": `#microsoft.graph.${type}`, displayName: "Lock screen", ...members };
    const made = await served.graph("POST", beta, body);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...members,
      ...Object.fromEntries(unset.map((name) => [name, false])),
    });
  });
});

describe("the old account protection", () => {
  it("is read, in beta alone, with its settings by their ids and its assignments, and is not written", async () => {
    const id = served.tenant.seedRecoveryPolicy({ route: "accountProtectionIntent" });
    const list = await served.graph("GET", `${intents}?$expand=settings,assignments`);
    expect(list.body.value).toMatchObject([
      { id, templateId: "0f2b5d70-d4e9-4156-8c16-1397eb6c54a5", isMigratingToConfigurationPolicy: false },
    ]);
    const settings = await served.graph("GET", `${intents}/${id}/settings`);
    expect(settings.body.value).toEqual(list.body.value?.[0]?.settings);
    expect(settings.body.value?.find(({ value }) => String(value) === "true")).toMatchObject({
      "@odata.type": "#microsoft.graph.deviceManagementBooleanSettingInstance",
      definitionId: "deviceConfiguration--windowsIdentityProtectionConfiguration_pinRecoveryEnabled",
      value: true,
      valueJson: "true",
    });
    const assignments = await served.graph("GET", `${intents}/${id}/assignments`);
    expect(assignments.body.value?.map(({ target }) => target?.groupId)).toEqual([groups.windowsDevices]);
    expect((await served.graph("GET", `${intents}/${id}`)).body.displayName).toBe("Account protection (old)");
    expect((await served.graph("PATCH", `${intents}/${id}`, {})).status).toBe(405);
    expect((await served.graph("GET", intents.replace("beta", "v1.0"))).status).toBe(400);
    expect((await served.graph("GET", `${intents}/none/settings`)).status).toBe(404);
  });
});

describe("the enrolment policy for Windows Hello", () => {
  it("is there once, not configured, for those who have its own permission", async () => {
    expect((await served.graph("GET", enrollment)).status).toBe(403);
    served.tenant.setPermissions(["DeviceManagementServiceConfig.Read.All"]);
    await served.signInAgain();
    const { body } = await served.graph("GET", enrollment);
    expect(body.value).toMatchObject([
      {
        "@odata.type": "#microsoft.graph.deviceEnrollmentWindowsHelloForBusinessConfiguration",
        deviceEnrollmentConfigurationType: "defaultWindowsHelloForBusiness",
        state: "notConfigured",
      },
    ]);
    expect((await served.graph("GET", `${enrollment}/${body.value?.[0]?.id}`)).status).toBe(200);
  });
});

describe("the new collections under faults", () => {
  it.each([
    ["POST", policies, { name: "a", platforms: "windows10", technologies: "mdm", settings: [] }],
    ["GET", intents, undefined],
    ["GET", "/beta/deviceManagement/operationApprovalRequests", undefined],
  ])("%s %s is throttled, cut and delayed like every other call", async (method, path, body) => {
    const { faults } = served.tenant;
    faults.add({
      match: { path: "deviceManagement" },
      effect: { kind: "status", status: 429, retryAfter: 1 },
    });
    const throttled = await served.graph(method, path, body);
    expect([throttled.status, throttled.headers["retry-after"]]).toEqual([429, "1"]);
    faults.add({ effect: { kind: "cut", when: "after" } });
    await expect(served.graph(method, path, body)).rejects.toThrow();
    faults.add({ effect: { kind: "latency", milliseconds: 50 } });
    const start = performance.now();
    expect((await served.graph(method, path, body)).status).toBeLessThan(300);
    expect(performance.now() - start).toBeGreaterThan(45);
  });

  it("replicate late: a script package, as a policy, is not there at first", async () => {
    served.tenant.setPermissions(["DeviceManagementScripts.ReadWrite.All"]);
    await served.signInAgain();
    served.tenant.faults.add({ match: { method: "POST" }, effect: { kind: "lag", reads: 1 } });
    const scripts = "/beta/deviceManagement/deviceHealthScripts";
    const made = await served.graph("POST", scripts, {
      displayName: "a",
      publisher: "b",
      detectionScriptContent: "",
    });
    const statuses = [
      await served.graph("GET", `${scripts}/${made.body.id}`),
      await served.graph("GET", `${scripts}/${made.body.id}`),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 200]);
  });
});
