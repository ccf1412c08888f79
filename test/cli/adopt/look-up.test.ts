import { beforeEach, describe, expect, it } from "vitest";
import { pinResetApps, seeded } from "../../../tenant/seed/ids.ts";
import { failureOf } from "../../graph/support/connection.ts";
import { serveSignIns } from "../../tenant/identity.ts";
import {
  assignments,
  creates,
  grant,
  grantType,
  lookingUp,
  node,
  profile,
  service,
  unknown,
} from "./looking-up.ts";

const served = serveSignIns();
beforeEach(() => served.tenant.reset());
const { lookUp, lookUpFully, make, makeService, makeProfile } = lookingUp(() => served.tenant);

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

describe("a lookup", () => {
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
