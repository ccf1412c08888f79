import { beforeEach, describe, expect, it } from "vitest";
import type { ConditionalAccessPolicy } from "../../tenant/entra/conditional-access-schemas.ts";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import type { Json } from "./client.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();
const evaluatePath = "/v1.0/identity/conditionalAccess/evaluate";

async function allow(...permissions: string[]): Promise<void> {
  served.tenant.setPermissions(permissions);
  await served.signInAgain();
}

type Conditions = ConditionalAccessPolicy["conditions"];

function plantPolicy(
  id: number,
  conditions: Conditions,
  state: ConditionalAccessPolicy["state"] = "enabled",
): void {
  served.tenant.state.conditionalAccessPolicies.put({
    id: `00000501-0000-4000-8000-00000000050${id}`,
    displayName: `Policy ${id}`,
    state,
    conditions: {
      users: { includeUsers: ["All"] },
      applications: { includeApplications: ["All"] },
      ...conditions,
    },
  });
}

function body(more: object = {}): Record<string, unknown> {
  return {
    signInIdentity: { "@odata.type": "#microsoft.graph.userSignIn", userId: seeded.users.sam },
    signInContext: {
      "@odata.type": "#microsoft.graph.applicationContext",
      includeApplications: [pinResetApps.client.id],
    },
    signInConditions: { devicePlatform: "windows", clientAppType: "mobileAppsAndDesktopClients" },
    appliedPoliciesOnly: true,
    ...more,
  };
}

async function results(more: object = {}): Promise<readonly Json[]> {
  const reply = await served.graph("POST", evaluatePath, body(more));
  expect(reply.status).toBe(200);
  return reply.body.value ?? [];
}

describe("the evaluation of Conditional Access", () => {
  beforeEach(() => allow("Policy.Read.ConditionalAccess"));

  it("finds nothing at the start, and needs Policy.Read.ConditionalAccess", async () => {
    expect(await results({ appliedPoliciesOnly: false })).toEqual([]);
    await allow("Directory.Read.All");
    expect((await served.graph("POST", evaluatePath, body())).status).toBe(403);
  });

  it("shows the policies that apply alone, those in report-only mode with them", async () => {
    plantPolicy(1, {});
    plantPolicy(2, {}, "enabledForReportingButNotEnforced");
    plantPolicy(3, {}, "disabled");
    plantPolicy(4, { users: { includeUsers: ["All"], excludeGroups: [seeded.groups.everyone] } });
    plantPolicy(5, { users: { includeGroups: [seeded.groups.secondPilots] } });
    plantPolicy(6, { applications: { includeApplications: [pinResetApps.service.id] } });
    plantPolicy(7, { platforms: { includePlatforms: ["all"], excludePlatforms: ["windows"] } });
    expect((await results()).map(({ displayName, state }) => [displayName, state])).toEqual([
      ["Policy 1", "enabled"],
      ["Policy 2", "enabledForReportingButNotEnforced"],
      ["Policy 5", "enabled"],
    ]);
  });

  it("gives the reasons of the others where they are wanted", async () => {
    plantPolicy(3, { users: { includeUsers: [seeded.users.mia] } }, "disabled");
    plantPolicy(6, { applications: { includeApplications: [pinResetApps.service.id] } });
    plantPolicy(7, { platforms: { includePlatforms: ["android"] }, clientAppTypes: ["browser"] });
    plantPolicy(8, { locations: { includeLocations: ["All"] }, userRiskLevels: ["high"] });
    const all = await results({ appliedPoliciesOnly: false });
    expect(all.map(({ policyApplies, analysisReasons }) => [policyApplies, analysisReasons])).toEqual([
      [false, "policyNotEnabled,users"],
      [false, "application"],
      [false, "devicePlatform,clientApps"],
      [false, "notEnoughInformation"],
    ]);
  });

  it("takes one user that it knows and one application a call", async () => {
    const twoApps = {
      "@odata.type": "#microsoft.graph.applicationContext",
      includeApplications: [pinResetApps.client.id, pinResetApps.service.id],
    };
    const stranger = {
      "@odata.type": "#microsoft.graph.userSignIn",
      userId: "00000401-0000-4000-8000-000000000401",
    };
    for (const wrong of [
      { signInContext: twoApps },
      { signInIdentity: stranger },
      { signInIdentity: { userId: seeded.users.sam } },
      { signInConditions: undefined },
      { unknown: true },
    ]) {
      expect((await served.graph("POST", evaluatePath, body(wrong))).status).toBe(400);
    }
  });
});

describe("domains", () => {
  it("are one, managed, at the start", async () => {
    await allow("Domain.Read.All", "Domain-InternalFederation.Read.All");
    const domains = await served.graph("GET", "/v1.0/domains?$select=id,authenticationType");
    expect(domains.body.value).toEqual([{ id: seeded.domain, authenticationType: "Managed" }]);
    const federation = await served.graph("GET", `/v1.0/domains/${seeded.domain}/federationConfiguration`);
    expect(federation.body.value).toEqual([]);
    expect((await served.graph("GET", "/v1.0/domains/none.example/federationConfiguration")).status).toBe(
      404,
    );
  });

  it("show the identity provider to those who may read it", async () => {
    served.tenant.state.domains.change(seeded.domain, {
      authenticationType: "Federated",
      federations: [
        {
          id: "f1",
          issuerUri: "http://sts.contoso.example/adfs/services/trust",
          passiveSignInUri: "https://sts.contoso.example/adfs/ls/",
        },
      ],
    });
    await allow("Domain.Read.All");
    const path = `/v1.0/domains/${seeded.domain}/federationConfiguration`;
    expect((await served.graph("GET", path)).status).toBe(403);
    await allow("Domain-InternalFederation.Read.All");
    expect((await served.graph("GET", "/v1.0/domains")).status).toBe(403);
    expect((await served.graph("GET", path)).body.value?.[0]).toMatchObject({
      passiveSignInUri: "https://sts.contoso.example/adfs/ls/",
    });
  });
});

describe("recommendations", () => {
  const path = "/beta/directory/recommendations?$expand=impactedResources";

  beforeEach(() => allow("DirectoryRecommendations.Read.All"));

  it("are none at the start, and in beta alone", async () => {
    expect((await served.graph("GET", path)).body.value).toEqual([]);
    expect((await served.graph("GET", path.replace("beta", "v1.0"))).status).toBe(400);
    await allow("Directory.Read.All");
    expect((await served.graph("GET", path)).status).toBe(403);
  });

  it("hide a newer type without the header that asks for it", async () => {
    served.tenant.state.recommendations.put({
      id: "aadGraph",
      recommendationType: "aadGraphDeprecationServicePrincipal",
      status: "active",
      impactedResources: [{ id: pinResetApps.service.id, displayName: "PIN reset", status: "active" }],
    });
    const plain = await served.graph("GET", path);
    expect(plain.body.value?.[0]?.recommendationType).toBe("unknownFutureValue");
    const asked = await served.graph("GET", path, undefined, { prefer: "include-unknown-enum-members" });
    expect(asked.body.value?.[0]).toMatchObject({
      recommendationType: "aadGraphDeprecationServicePrincipal",
      impactedResources: [{ id: pinResetApps.service.id, recommendationId: "aadGraph" }],
    });
    const short = await served.graph("GET", "/beta/directory/recommendations");
    expect(Object.keys(short.body.value?.[0] ?? {})).not.toContain("impactedResources");
  });
});
