import { describe, expect, it, vi } from "vitest";
import { pinResetApps } from "../../domain/applications.ts";
import type { ServicePrincipalResult } from "../../intune/sdk.ts";
import { lookUpTenant } from "../../lookups/tenant.ts";
import { parseSettings } from "../../settings.ts";
import { startEngine } from "../components/engine.ts";
import {
  directoryObjects,
  fail,
  filterId,
  getClientConfig,
  getDirectoryObjects,
  issueOf,
  lookUp,
  questionsOf,
  tenantId,
  windowsId,
} from "../components/entra.ts";

const directoryAppId = "00000002-0000-0000-c000-000000000000";
const otherTenantId = "11111111-2222-4333-8444-555555555555";

describe("a directory that has all that the settings name", () => {
  const config = {
    assignments: {
      groups: [{ group: "Windows devices", filter: { id: filterId, mode: "exclude" } }],
      excludedGroups: ["Kiosks"],
      allDevices: { filter: { id: filterId, mode: "include" } },
      allUsers: true,
    },
  };

  it("gives the signed-in tenant, the directory's principal and every target", async () => {
    const { found } = await lookUp({ ...config, tenantId });
    expect(await found).toEqual({
      tenantId,
      directoryObjectId: "principal-of-00000002-0000-0000-c000-000000000000",
      targets: [
        {
          type: "group",
          groupId: windowsId,
          groupName: "Windows devices",
          filterId,
          filterMode: "exclude",
        },
        { type: "exclusionGroup", groupId: "0b1d4e6f-1a2b-4c3d-8e4f-5a6b7c8d9e0f", groupName: "Kiosks" },
        { type: "allDevices", filterId, filterMode: "include" },
        { type: "allUsers" },
      ],
      membershipRules: new Map(),
      vaultGroups: { writers: [], readers: [] },
      graph: undefined,
    });
  });

  it("is asked in one call, and in one more for the members of groups that a new stack excludes", async () => {
    const { engine, found } = await lookUp(config);
    await found;
    await engine.settled();
    expect(questionsOf(engine)).toEqual([
      {
        groups: ["Windows devices", "Kiosks"],
        servicePrincipals: [{ appId: directoryAppId }],
        delegatedPermissionGrants: [
          { clientAppId: pinResetApps.client, resourceAppId: pinResetApps.service },
          { clientAppId: pinResetApps.service, resourceAppId: directoryAppId },
        ],
      },
      { groupMemberTypes: [windowsId, "0b1d4e6f-1a2b-4c3d-8e4f-5a6b7c8d9e0f"] },
    ]);
    const others = engine.calls.map(({ token }) => token).filter((token) => token !== getDirectoryObjects);
    expect(others.sort()).toEqual([
      getClientConfig,
      "intune:index:getPolicySettings",
      "pulumi:pulumi:readStackResourceOutputs",
    ]);
  });

  it("is asked beside azuread and the stack's state, of which none waits for another one's response", async () => {
    const held = Promise.withResolvers<Record<string, unknown>>();
    const engine = await startEngine(() => held.promise);
    const texts = { "pin-reset:assignments": JSON.stringify(config.assignments) };
    const looked = lookUpTenant("pin-reset", parseSettings(texts));
    await vi.waitFor(() =>
      expect(engine.calls.map(({ token }) => token).sort()).toEqual([
        getClientConfig,
        getDirectoryObjects,
        "pulumi:pulumi:readStackResourceOutputs",
      ]),
    );
    held.reject(new Error("none of them"));
    await expect(looked).rejects.toThrow("azuread could not sign in");
  });

  it("is asked for a group by object ID where the settings give one, whatever its case", async () => {
    const { engine, found } = await lookUp({ assignments: { groups: [windowsId.toUpperCase()] } });
    expect((await found).targets).toEqual([
      { type: "group", groupId: windowsId, groupName: "Windows devices" },
    ]);
    expect(questionsOf(engine)).toMatchObject([{ groups: [windowsId.toUpperCase()] }]);
  });

  it("is not asked for the directory's principal where the service gets no permission", async () => {
    const { engine, found } = await lookUp({ ...config, consent: { serviceScopes: [] } });
    expect((await found).directoryObjectId).toBeUndefined();
    expect(questionsOf(engine)[0]).toMatchObject({ servicePrincipals: [] });
  });
});

describe("the sign-in", () => {
  it("to another tenant than the settings name is an issue of its own that names both", async () => {
    const message = await issueOf({ tenantId: otherTenantId, assignments: { groups: ["missing"] } });
    expect(message).toContain("1 issue");
    expect(message).toContain(
      `pin-reset:tenantId is ${otherTenantId}, but the sign-in is to the tenant ${tenantId}`,
    );
    expect(message).toContain(`pulumi config set --path "pin-reset:tenantId" ${tenantId}`);
    expect(message).toContain(`az login --tenant ${otherTenantId}`);
  });

  it("to the tenant that the settings name is no issue, whatever the case", async () => {
    const upper = tenantId.toUpperCase();
    const { found } = await lookUp(
      { tenantId: upper, assignments: { groups: ["Windows devices"] } },
      { objects: () => ({ tenantId: upper }) },
    );
    expect((await found).tenantId).toBe(tenantId);
  });

  it.each([
    ["the one that azuread is signed in to", undefined, tenantId],
    ["the one that the settings name", otherTenantId, otherTenantId],
  ])(
    "of both providers to two tenants is an issue of its own, with lines for %s",
    async (_, named, meant) => {
      const assignments = { groups: ["missing"] };
      const message = await issueOf(
        named === undefined ? { assignments } : { assignments, tenantId: named },
        {
          objects: () => ({ tenantId: otherTenantId }),
        },
      );
      expect(message).toContain("1 issue");
      expect(message).toContain(
        `azuread is signed in to the tenant ${tenantId}, and intune to the tenant ${otherTenantId}`,
      );
      expect(message).toContain("ARM_TENANT_ID");
      expect(message).toContain(`pulumi config set azuread:tenantId ${meant}`);
      expect(message).toContain(`pulumi config set intune:tenantId ${meant}`);
    },
  );

  it("of azuread by a domain name asks for the tenant's ID, which azuread does not look up", async () => {
    const clientConfig = () => ({ tenantId: "contoso.onmicrosoft.com" });
    const message = await issueOf({ assignments: { groups: ["missing"] } }, { clientConfig });
    expect(message).toContain("by the name contoso.onmicrosoft.com");
    expect(message).toContain("ARM_TENANT_ID");
    expect(message).toContain(`pulumi config set azuread:tenantId ${tenantId}`);
    expect(message).not.toContain("tenantId contoso");
  });

  it("of a token that does not say its tenant is compared with no other", async () => {
    const { tenantId: _, ...untold } = directoryObjects({ groups: ["Kiosks"] });
    const { found } = await lookUp(
      { assignments: { groups: ["Kiosks"] }, consent: { clientScopes: [], serviceScopes: [] } },
      { objects: () => ({ ...untold, tenantId: undefined }) as unknown as typeof untold },
    );
    expect((await found).tenantId).toBe(tenantId);
  });

  const words = "building client: unable to obtain access token";
  const clientConfig = () => fail(getClientConfig, words);
  const refused = {
    code: "rejected",
    message: "Could not sign in (client secret): AADSTS7000215",
    hint: "New one",
  };
  const objects = () => ({ signInError: refused, groups: [], servicePrincipals: [] });

  it.each([
    ["alone", {}],
    ["and of intune too", { objects }],
  ])("of azuread %s that fails is the only issue, with the variables that are needed", async (_, answers) => {
    const message = await issueOf({ assignments: { groups: ["missing"] } }, { ...answers, clientConfig });
    expect(message).toContain("1 issue");
    expect(message).toContain(`azuread could not sign in: ${words}`);
    expect(message).toContain("ARM_CLIENT_ID");
  });

  it("of intune that fails is the only issue, in the words of Entra and with its hint", async () => {
    const message = await issueOf({ assignments: { groups: ["missing"] } }, { objects });
    expect(message).toContain("1 issue");
    expect(message).toContain(`intune got no access token: ${refused.message}`);
    expect(message).toContain("New one");
  });

  it("of an intune provider that cannot be called is the only issue", async () => {
    const message = await issueOf(
      { assignments: { groups: ["missing"] } },
      { objects: () => fail(getDirectoryObjects, "it ended early") },
    );
    expect(message).toContain("1 issue");
    expect(message).toContain("What the settings name could not be looked up: it ended early");
    expect(message).toContain("intune: keys");
  });
});

describe("the directory's principal", () => {
  const error = { code: "c", message: "Graph's words" };

  it.each<[ServicePrincipalResult["status"], string, string]>([
    [
      "missing",
      "of which this tenant has no service principal",
      'pulumi config rm --path "pin-reset:consent.directoryAppId"',
    ],
    ["forbidden", "the signed-in account may not read: Graph's words", "Application.Read.All"],
    ["failed", "could not be looked up: Graph's words", "ARM_*"],
  ])("that is %s is an issue that says so", async (status, said, hint) => {
    const message = await issueOf(
      { assignments: { groups: ["Windows devices"] } },
      { servicePrincipal: () => ({ status, error }) },
    );
    expect(message).toContain(`pin-reset:consent.directoryAppId names the application ${directoryAppId}`);
    expect(message).toContain(said);
    expect(message).toContain(hint);
  });

  it("and groups that the response leaves out are issues, and no crash", async () => {
    const message = await issueOf(
      { assignments: { groups: ["Windows devices"] } },
      { objects: () => ({ groups: [], servicePrincipals: [] }) },
    );
    expect(message).toContain("2 issues");
    expect(message).toContain("which could not be looked up: the provider gave no result");
  });
});
