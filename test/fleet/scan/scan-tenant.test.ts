import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { enablePinRecoveryUri } from "../../../domain/oma-uri.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { fabricatedSettings } from "../../../tools/differential/fabricate.ts";
import { scannedTenant } from "./support.ts";

const deployed = scannedTenant();
const profileAt = () =>
  `/beta/deviceManagement/deviceConfigurations/${deployed.resource("pin-reset-profile").id}`;
const encrypted = (ciphertext: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext,
});

describe("what a scan says of a tenant", () => {
  it("is in sync where nobody changed anything", async () => {
    expect(await deployed.scan()).toMatchObject({ status: "inSync", drift: [], notices: [] });
  });

  it("is in sync where the project's own file gives the settings, which its Pulumi.yaml may", async () => {
    await deployed.scan();
    const config = { "pin-reset:assignments": { value: fabricatedSettings["pin-reset:assignments"] } };
    const project = { name: "pin-reset", runtime: "nodejs", config };
    await writeFile(path.join(deployed.folder, "Pulumi.yaml"), JSON.stringify(project));
    const { scanTenant } = await import("../../../fleet/scan/scan-tenant.ts");
    expect(await scanTenant(deployed.work({ settings: {} }))).toMatchObject({ status: "inSync" });
  });

  it("is drift with who did it, and no value", async () => {
    await deployed.tenant.asAdministrator("PATCH", profileAt(), {
      "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
      description: "hunter2",
    });
    const outcome = await deployed.scan();
    expect(outcome).toMatchObject({
      status: "drifted",
      drift: [
        {
          type: "intune:index:WindowsCustomConfiguration",
          name: "pin-reset-profile",
          kind: "changed",
          paths: ["description"],
          by: expect.any(String),
          at: expect.stringMatching(/Z$/),
        },
      ],
    });
    expect(JSON.stringify(outcome)).not.toContain("hunter2");
  });

  it("is drift too where the audit log may not be read, without who did it", async () => {
    await deployed.tenant.asAdministrator("DELETE", profileAt());
    deployed.tenant.faults.add({
      match: { path: "auditEvents" },
      count: 10,
      effect: { kind: "status", status: 403 },
    });
    const outcome = await deployed.scan();
    expect(outcome.drift).toEqual([
      {
        type: "intune:index:DeviceConfigurationAssignments",
        name: "pin-reset-assignments",
        kind: "missing",
        paths: [],
      },
      {
        type: "intune:index:WindowsCustomConfiguration",
        name: "pin-reset-profile",
        kind: "missing",
        paths: [],
      },
    ]);
  });
});

describe("a resource that is made of another one", () => {
  it("is changed where that one is gone, since it gets another ID", async () => {
    deployed.tenant.state.servicePrincipals.remove(deployed.tenant.ids.principals.pinResetClient);
    const { drift } = await deployed.scan();
    expect(drift.map(({ name, kind, paths }) => [name, kind, paths])).toEqual([
      ["pin-reset-client", "missing", []],
      ["pin-reset-client-on-service", "changed", ["servicePrincipalObjectId"]],
    ]);
  });
});

describe("a tenant that a scan does not compare", () => {
  it("was never deployed, where it has no stack or an empty one", async () => {
    const never = { status: "notScanned", reason: "neverDeployed" };
    expect(await deployed.scan({ stack: "other" })).toMatchObject(never);
    deployed.state.checkpoint.latest.resources.length = 0;
    expect(await deployed.scan()).toMatchObject(never);
    expect(deployed.sent()).toEqual([]);
  });

  it("has a pending change, where its settings are not those that were deployed", async () => {
    const settings = { "pin-reset:assignments": { groups: ["Windows devices"] } };
    const pending = { status: "notScanned", reason: "pendingChange" };
    expect(await deployed.scan({ settings })).toMatchObject({ ...pending, notices: [] });
    const [stack] = deployed.state.checkpoint.latest.resources;
    Object.assign(stack ?? {}, { outputs: {} });
    expect(await deployed.scan()).toMatchObject({
      ...pending,
      notices: [expect.stringContaining("settingsDigest")],
    });
    expect(deployed.sent()).toEqual([]);
  });

  it("has an update that was interrupted", async () => {
    Object.assign(deployed.state.checkpoint.latest, { pending_operations: [{ type: "creating" }] });
    expect(await deployed.scan()).toMatchObject({ status: "notScanned", reason: "interruptedUpdate" });
    expect(deployed.sent()).toEqual([]);
  });

  it("gives no permission to read", async () => {
    deployed.tenant.setPermissions(["Group.Read.All", "Application.Read.All", "Directory.Read.All"]);
    expect(await deployed.scan()).toMatchObject({
      status: "notScanned",
      reason: "noPermission",
      error: { code: "forbidden", hint: expect.stringContaining("DeviceManagementConfiguration.Read.All") },
    });
  });

  it("does not have the application", async () => {
    const credential = {
      kind: "clientSecret",
      clientId: seeded.clientId,
      secretVariable: "ARM_CLIENT_SECRET",
    } as const;
    deployed.tenant.state.servicePrincipals.remove(seeded.principals.deployer);
    expect(await deployed.scan({ credential })).toMatchObject({
      status: "notScanned",
      reason: "noPermission",
      error: { code: "noConsent" },
    });
  });
});

describe("a scan that fails", () => {
  it("says which group is gone, as the program would", async () => {
    deployed.tenant.state.groups.change(seeded.groups.kiosks, { displayName: "Kiosk devices" });
    expect(await deployed.scan()).toMatchObject({
      status: "failed",
      error: {
        code: "groupMissing",
        message: expect.stringContaining('assignments.excludedGroups[0] names the group "Kiosks"'),
      },
    });
  });

  it("says why the sign-in failed, without the secret", async () => {
    const outcome = await deployed.scan({}, { ARM_CLIENT_SECRET: "not-the-secret" });
    expect(outcome).toMatchObject({ status: "failed", error: { code: "rejected" } });
    expect(JSON.stringify(outcome)).not.toContain("not-the-secret");
  });

  it("does not compare another tenant with this one's state", async () => {
    const identity = deployed.tenant.credentials.appService();
    for (const [name, value] of Object.entries(identity)) {
      vi.stubEnv(name, value);
    }
    const tenantId = "11111111-2222-4333-8444-555555555555";
    const outcome = await deployed.scan({ tenantId }, { ARM_CLIENT_SECRET: "", ...identity });
    expect(outcome).toMatchObject({ status: "failed", error: { code: "otherTenant" } });
  });

  it("does not compare the state of a stack that is deployed to another tenant, of which it would find nothing", async () => {
    const [stack] = deployed.state.checkpoint.latest.resources;
    const other = "11111111-2222-4333-8444-555555555555";
    Object.assign(Object(stack?.outputs), { omaUri: enablePinRecoveryUri(other, "device") });
    expect(await deployed.scan()).toMatchObject({
      status: "failed",
      error: { code: "stackOfOtherTenant", message: expect.stringContaining(other) },
    });
    expect(deployed.sent()).toEqual([]);
    Object.assign(Object(stack?.outputs), { omaUri: enablePinRecoveryUri(seeded.tenantId, "user") });
    expect(await deployed.scan()).toMatchObject({ status: "inSync" });
  });

  it("sends the credential to no host that a tenant's settings name", async () => {
    const settings = { ...fabricatedSettings, "intune:metadataHost": "localhost:1" };
    expect(await deployed.scan({ settings })).toMatchObject({
      status: "failed",
      error: { code: "badCredentialSetting" },
    });
    expect(deployed.sent()).toEqual([]);
  });

  it("throws the signal's reason where it was aborted, and says nothing of the tenant", async () => {
    const reason = new Error("Interrupted");
    const { scanTenant } = await import("../../../fleet/scan/scan-tenant.ts");
    await deployed.scan();
    await expect(scanTenant({ ...deployed.work(), signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("values that the state has encrypted", () => {
  it("are not compared, named, and never drift", async () => {
    Object.assign(deployed.resource("pin-reset-profile").inputs, { description: encrypted("v1:abc") });
    expect(await deployed.scan()).toMatchObject({
      status: "inSync",
      notices: ["Not compared, since the state has it encrypted: description of pin-reset-profile."],
    });
  });

  it("keep nothing else of their resource from being compared", async () => {
    Object.assign(deployed.resource("pin-reset-profile").inputs, { description: encrypted("v1:abc") });
    const omaSettings = [
      { "@odata.type": "#microsoft.graph.omaSettingInteger", displayName: "x", omaUri: "./x", value: 1 },
    ];
    await deployed.tenant.asAdministrator("PATCH", profileAt(), {
      "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
      omaSettings,
    });
    expect(await deployed.scan()).toMatchObject({
      status: "drifted",
      drift: [{ name: "pin-reset-profile", paths: ["omaSettings[0]"] }],
    });
  });
});

describe("what a scan costs", () => {
  it("is one sign-in and one batch of a tenant that is in sync", async () => {
    await deployed.scan();
    expect(deployed.sent()).toEqual([
      "GET /metadata/endpoints",
      `GET /${seeded.tenantId}/v2.0/.well-known/openid-configuration`,
      `POST /${seeded.tenantId}/oauth2/v2.0/token`,
      "POST /v1.0/$batch",
    ]);
    expect(deployed.tenant.requests.single().map(({ method, target }) => `${method} ${target}`)).toHaveLength(
      12,
    );
  });
});
