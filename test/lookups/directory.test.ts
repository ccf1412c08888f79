import { describe, expect, it } from "vitest";
import {
  type Answers,
  fail,
  filterId,
  getClientConfig,
  getGroup,
  getServicePrincipal,
  issueOf,
  lookUp,
  tenantId,
  windowsId,
} from "../components/entra.ts";

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

  it("is asked once for each thing", async () => {
    const { engine, found } = await lookUp(config);
    await found;
    expect(engine.calls.map(({ token }) => token).sort()).toEqual(
      [getClientConfig, getGroup, getGroup, getServicePrincipal].sort(),
    );
  });

  it("is asked for a group by object ID where the settings give one, whatever its case", async () => {
    const { engine, found } = await lookUp({ assignments: { groups: [windowsId.toUpperCase()] } });
    expect((await found).targets).toEqual([
      { type: "group", groupId: windowsId, groupName: "Windows devices" },
    ]);
    expect(engine.calls).toContainEqual({ token: getGroup, inputs: { objectId: windowsId } });
  });

  it("is not asked for the directory's principal where the service gets no permission", async () => {
    const { engine, found } = await lookUp({ ...config, consent: { serviceScopes: [] } });
    expect((await found).directoryObjectId).toBeUndefined();
    expect(engine.calls.map(({ token }) => token)).not.toContain(getServicePrincipal);
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
    const { found } = await lookUp({
      tenantId: tenantId.toUpperCase(),
      assignments: { groups: ["Windows devices"] },
    });
    expect((await found).tenantId).toBe(tenantId);
  });

  it("that fails is the only issue, with the variables that are needed", async () => {
    const failing = (token: string) => () => fail(token, "building client: unable to obtain access token");
    const message = await issueOf(
      { assignments: { groups: ["Windows devices"] } },
      {
        [getClientConfig]: failing(getClientConfig),
        [getGroup]: failing(getGroup),
        [getServicePrincipal]: failing(getServicePrincipal),
      },
    );
    expect(message).toContain("1 issue");
    expect(message).toContain("azuread could not sign in: building client: unable to obtain access token");
    expect(message).toContain("ARM_CLIENT_ID");
  });
});

describe("the directory's principal", () => {
  const config = { assignments: { groups: ["Windows devices"] } };
  const answering = (words: string): Answers => ({
    [getServicePrincipal]: () => fail(getServicePrincipal, words),
  });

  it.each([
    [
      "missing",
      'No service principal found for application ID: "00000002-0000-0000-c000-000000000000"',
      "of which this tenant has no service principal",
      'pulumi config rm --path "pin-reset:consent.directoryAppId"',
    ],
    ["unreadable", "unexpected status 403", "the signed-in account may not read", "Application.Read.All"],
    ["out of reach", "connection refused", "could not be looked up: connection refused", "ARM_*"],
  ])("that is %s is an issue that says so", async (_, words, said, hint) => {
    const message = await issueOf(config, answering(words));
    expect(message).toContain(
      "pin-reset:consent.directoryAppId names the application 00000002-0000-0000-c000-000000000000",
    );
    expect(message).toContain(said);
    expect(message).toContain(hint);
  });
});
