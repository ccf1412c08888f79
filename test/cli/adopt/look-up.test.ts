import { beforeEach, describe, expect, it } from "vitest";
import { declaredIn } from "../../../cli/adopt/declared.ts";
import { lookUpAll } from "../../../cli/adopt/look-up.ts";
import { createGraph, type Graph } from "../../../graph/client.ts";
import { readCredentialSettings } from "../../../graph/credentials/settings.ts";
import type { Step } from "../../../pulumi-cli/steps.ts";
import { pinResetApps, seeded } from "../../../tenant/seed/ids.ts";
import { failureOf } from "../../graph/support/connection.ts";
import { serveSignIns } from "../../tenant/identity.ts";

const served = serveSignIns();
beforeEach(() => served.tenant.reset());

const grantType =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";
const node = `./Device/Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`;

/** What a preview says of a resource that it would create; `from` are the resources that inputs come from. */
function creates(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  from: Record<string, string> = {},
) {
  const urn = `urn::${name}`;
  const references = Object.entries(from).map(([input, other]) => [input, [`urn::${other}`]]);
  const planned = { type, urn, custom: true, id: "", parent: "", inputs, outputs: {}, provider: "" };
  const step: Step = { op: "create", urn, type, new: planned, provider: "" };
  return { step, dependencies: { [urn]: Object.fromEntries(references) } };
}

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const service = creates("azuread:index/servicePrincipal:ServicePrincipal", "service", {
  clientId: pinResetApps.service.id,
});
const grant = creates(
  grantType,
  "grant",
  { servicePrincipalObjectId: unknown, resourceServicePrincipalObjectId: seeded.principals.directory },
  { servicePrincipalObjectId: "service" },
);
const profile = creates("intune:index:WindowsCustomConfiguration", "profile", {
  omaSettings: [{ omaUri: node }],
});
const assignments = creates(
  "intune:index:DeviceConfigurationAssignments",
  "assignments",
  { configurationId: unknown },
  { configurationId: "profile" },
);

async function lookUp(planned: readonly ReturnType<typeof creates>[], chosen?: string, read?: Graph["read"]) {
  return (await lookUpFully(planned, chosen, read)).map(({ id }) => id);
}

async function lookUpFully(
  planned: readonly ReturnType<typeof creates>[],
  chosen?: string,
  read?: Graph["read"],
  held = "",
) {
  const graph = createGraph({
    credentials: readCredentialSettings(served.tenant.env),
    userAgent: "pin-reset/test",
  });
  const signal = new AbortController().signal;
  const asked = read === undefined ? graph : { ...graph, read };
  const steps = planned.map(({ step }) => step);
  const dependencies = Object.assign({}, ...planned.map((one) => one.dependencies));
  return lookUpAll(declaredIn(steps, dependencies), {
    graph: asked,
    signal,
    profile: chosen,
    isHeld: (id) => id === held,
  });
}

async function make(at: string, body: Record<string, unknown>): Promise<string> {
  const reply = await served.tenant.asAdministrator("POST", at, body);
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  return String(Reflect.get(Object(reply.body), "id"));
}

const makeService = () => make("/v1.0/servicePrincipals", { appId: pinResetApps.service.id });

function makeProfile(omaUri: string, displayName = "PIN"): Promise<string> {
  return make("/v1.0/deviceManagement/deviceConfigurations", {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    displayName,
    omaSettings: [
      { "@odata.type": "#microsoft.graph.omaSettingBoolean", displayName: "a", omaUri, value: true },
    ],
  });
}

describe("in an empty tenant", () => {
  it("nothing is found", async () => {
    expect(await lookUp([service, grant, profile, assignments])).toEqual(Array(4).fill(undefined));
  });
});

describe("a grant", () => {
  it("is found by the principals that it is between", async () => {
    const clientId = await makeService();
    const common = { clientId, consentType: "AllPrincipals" };
    await make("/v1.0/oauth2PermissionGrants", {
      ...common,
      resourceId: seeded.principals.microsoftGraph,
      scope: "User.Read",
    });
    const id = await make("/v1.0/oauth2PermissionGrants", {
      ...common,
      resourceId: seeded.principals.directory,
      scope: "User.Read",
    });
    const found = [`/servicePrincipals/${clientId}`, `/oauth2PermissionGrants/${id}`];
    expect(await lookUp([service, grant])).toEqual(found);
    served.tenant.state.settings.pageSize = 1;
    expect(await lookUp([service, grant])).toEqual(found);
  });

  it("of one user alone is another one", async () => {
    const clientId = await makeService();
    await make("/v1.0/oauth2PermissionGrants", {
      clientId,
      consentType: "Principal",
      principalId: seeded.users.sam,
      resourceId: seeded.principals.directory,
      scope: "User.Read",
    });
    expect((await lookUp([service, grant]))[1]).toBeUndefined();
  });

  it("is found too where the stack has the principals already, so that their ids are known", async () => {
    const clientId = await makeService();
    const resourceId = seeded.principals.directory;
    const id = await make("/v1.0/oauth2PermissionGrants", {
      clientId,
      consentType: "AllPrincipals",
      resourceId,
      scope: "User.Read",
    });
    const known = { servicePrincipalObjectId: clientId, resourceServicePrincipalObjectId: resourceId };
    const declared = creates(grantType, "grant", known, { servicePrincipalObjectId: "service" });
    expect(await lookUp([declared])).toEqual([`/oauth2PermissionGrants/${id}`]);
  });
});

describe("a profile", () => {
  it("is found by the node of this tenant, on whichever page it is", async () => {
    await makeProfile(node.replace(seeded.tenantId, "11111111-2222-4333-8444-555555555555"));
    await makeProfile(node.replace("./Device", "./User"));
    const id = await makeProfile(node);
    served.tenant.state.settings.pageSize = 1;
    expect(await lookUp([profile])).toEqual([id]);
  });

  it("without an assignment has none to import", async () => {
    const id = await makeProfile(node);
    expect(await lookUp([profile, assignments])).toEqual([id, undefined]);
    await make(`/v1.0/deviceManagement/deviceConfigurations/${id}/assign`, {
      assignments: [{ target: { "@odata.type": "#microsoft.graph.allDevicesAssignmentTarget" } }],
    });
    expect(await lookUp([profile, assignments])).toEqual([id, id]);
  });

  it("that --profile names is taken, whatever it sets", async () => {
    await makeProfile(node);
    const id = await makeProfile("./Vendor/MSFT/Policy/PassportForWork/TenantId/Policies/EnablePinRecovery");
    expect(await lookUp([profile], id.toUpperCase())).toEqual([id]);
  });

  it.each([unknown, seeded.configurations.kioskRestrictions])(
    "that --profile names must be one: %s",
    async (id) => {
      expect(await failureOf(lookUp([profile], id))).toMatchObject({
        code: "noProfile",
        message: expect.stringMatching(new RegExp(`^Intune has no custom profile, .* with the id ${id}\\.$`)),
      });
    },
  );

  it("that is one of two is not guessed", async () => {
    const [first, second] = [await makeProfile(node, "One"), await makeProfile(node, "Two")];
    expect(await failureOf(lookUp([profile]))).toMatchObject({
      code: "severalProfiles",
      message: `2 policies set EnablePinRecovery:\n  ${first}  One, by ${node}\n  ${second}  Two, by ${node}`,
    });
  });
});

describe("a policy of another route", () => {
  const catalog = creates("intune:index:SettingsCatalogPolicy", "profile", { name: "PIN", settings: [] });
  const catalogAssignments = creates(
    "intune:index:DeviceConfigurationAssignments",
    "assignments",
    { configurationId: unknown, policyKind: "settingsCatalog" },
    { configurationId: "profile" },
  );

  it("of the settings catalog is found by its setting, with its assignments", async () => {
    const id = served.tenant.seedRecoveryPolicy({ route: "settingsCatalog" });
    expect(await lookUp([catalog, catalogAssignments])).toEqual([id, `settingsCatalog:${id}`]);
  });

  it("of the settings catalog for users is found too", async () => {
    const id = served.tenant.seedRecoveryPolicy({ route: "settingsCatalog", scope: "user" });
    expect(await lookUp([catalog])).toEqual([id]);
  });

  it("is not said to be all that a reset needs where it turns PIN recovery off", async () => {
    served.tenant.seedRecoveryPolicy({ route: "accountProtection", value: false });
    const [found] = await lookUpFully([profile]);
    expect(found?.note).toContain("It does not turn PIN recovery on");
    expect(found?.note).not.toContain("A reset needs nothing more");
  });

  it("is not imported where an update would remove what else it holds", async () => {
    served.tenant.seedRecoveryPolicy({ route: "accountProtection" });
    const [found, dependent] = await lookUpFully([catalog, catalogAssignments]);
    expect(found).toMatchObject({
      id: undefined,
      isLeft: true,
      note: expect.stringMatching(
        /^The Account protection policy "Account protection" .* is not imported: it was made from a template and holds other settings, which `pulumi up` would remove \(.*_policies_requiresecuritydevice, .*\)\. No second policy is declared/,
      ),
    });
    expect(dependent).toMatchObject({ id: undefined, isLeft: true });
  });

  it.each([
    ["accountProtectionIntent", "older Account protection policy"],
    ["identityProtection", "identity protection profile"],
  ] as const)("%s is left as it is, since no resource serves it", async (route, noun) => {
    served.tenant.seedRecoveryPolicy({ route });
    for (const declared of [profile, catalog]) {
      const [found] = await lookUpFully([declared]);
      expect(found).toMatchObject({ id: undefined, isLeft: true, note: expect.stringContaining(noun) });
      expect(found?.note).toContain("no resource serves policies of its kind");
    }
  });

  it("says how to declare the kind that the tenant has, and makes no second policy", async () => {
    served.tenant.seedRecoveryPolicy({ route: "settingsCatalog", scope: "user" });
    const failure = await failureOf(lookUp([profile]));
    expect(failure).toMatchObject({ code: "otherKind" });
    expect(failure).toHaveProperty(
      "hint",
      expect.stringMatching(/"pin-reset:profile\.kind" settingsCatalog\n.*"pin-reset:profile\.scope" user\n/),
    );
  });

  it("says so of a custom profile where the settings catalog is declared", async () => {
    await makeProfile(node);
    expect(await failureOf(lookUp([catalog]))).toMatchObject({
      code: "otherKind",
      hint: expect.stringContaining('"pin-reset:profile.kind" custom'),
    });
  });

  it("that the stack itself has, and is about to replace, is none", async () => {
    const id = await makeProfile(node);
    expect(await lookUpFully([catalog], undefined, undefined, id)).toMatchObject([{ id: undefined }]);
  });

  it("does not hide the one that can be managed", async () => {
    served.tenant.seedRecoveryPolicy({ route: "accountProtection" });
    served.tenant.seedRecoveryPolicy({ route: "identityProtection" });
    const id = await makeProfile(node);
    expect(await lookUp([profile])).toEqual([id]);
  });
});

describe("a custom profile with further settings", () => {
  it("is imported, and it is said beforehand what an update removes", async () => {
    const id = await make("/v1.0/deviceManagement/deviceConfigurations", {
      "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
      displayName: "PIN",
      omaSettings: [node, "./Device/Vendor/MSFT/Other"].map((omaUri) => ({
        "@odata.type": "#microsoft.graph.omaSettingBoolean",
        displayName: "a",
        omaUri,
        value: true,
      })),
    });
    const [found] = await lookUpFully([profile]);
    expect(found).toMatchObject({
      id,
      note: expect.stringContaining(
        "also sets ./Device/Vendor/MSFT/Other, which the program does not declare",
      ),
    });
  });
});

describe("a look-up", () => {
  it("asks about what would be created alone", async () => {
    const same = { ...service, step: { ...service.step, op: "same" as const } };
    expect(await lookUp([same])).toEqual([]);
    expect(served.tenant.requests.graph()).toEqual([]);
  });

  it("finds nothing of a kind that it does not know", async () => {
    expect(await lookUp([creates("azuread:index/group:Group", "group", { displayName: "x" })])).toEqual([
      undefined,
    ]);
  });

  it("looks again at what Graph answers, since a condition may be ignored", async () => {
    const others = [
      { id: "1", appId: pinResetApps.client.id },
      { id: "2", clientId: "1", resourceId: "3", consentType: "AllPrincipals" },
    ];
    const ignoring = async () => ({ value: others });
    const known = { servicePrincipalObjectId: "1", resourceServicePrincipalObjectId: "4" };
    const declared = [service, creates(grantType, "grant", known)];
    expect(await lookUp(declared, undefined, ignoring)).toEqual([undefined, undefined]);
  });

  it("names the permission that is missing", async () => {
    served.tenant.setPermissions(["Directory.Read.All"]);
    expect(await failureOf(lookUp([profile]))).toMatchObject({
      name: "GraphError",
      message: expect.stringContaining("DeviceManagementConfiguration.Read.All"),
    });
  });
});
