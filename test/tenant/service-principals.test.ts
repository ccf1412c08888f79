import { describe, expect, it } from "vitest";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import { signIn } from "./client.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();

const { service, client } = pinResetApps;

async function install(appId: string): Promise<string> {
  const made = await served.graph("POST", "/v1.0/servicePrincipals", { appId });
  expect(made.status).toBe(201);
  return String(made.body.id);
}

describe("service principals", () => {
  it("installs a first-party app by its app id, with the scopes it publishes", async () => {
    const made = await served.graph("POST", "/v1.0/servicePrincipals", { appId: service.id });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      appId: service.id,
      displayName: service.displayName,
      accountEnabled: true,
      tags: [],
    });
    expect(made.body.oauth2PermissionScopes?.map((scope) => scope.value)).toEqual(["user_impersonation"]);
    const other = await served.graph("POST", "/v1.0/servicePrincipals", { appId: client.id });
    expect(other.body.oauth2PermissionScopes).toEqual([]);
  });

  it("finds a principal by filter, by object id and by app id", async () => {
    const id = await install(service.id);
    const list = await served.graph("GET", `/v1.0/servicePrincipals?$filter=appId%20eq%20'${service.id}'`);
    expect(list.body.value?.map((row) => row.id)).toEqual([id]);
    expect((await served.graph("GET", `/v1.0/servicePrincipals/${id}`)).body.appId).toBe(service.id);
    expect((await served.graph("GET", `/v1.0/servicePrincipals(appId='${service.id}')`)).body.id).toBe(id);
  });

  it("refuses a second principal of an app with 409", async () => {
    await install(service.id);
    const again = await served.graph("POST", "/v1.0/servicePrincipals", { appId: service.id });
    expect(again.status).toBe(409);
    expect(again.body.error?.code).toBe("Request_MultipleObjectsWithSameKeyValue");
  });

  it("refuses an app id that no app has", async () => {
    const refused = await served.graph("POST", "/v1.0/servicePrincipals", {
      appId: "11111111-2222-4333-8444-555555555555",
    });
    expect(refused.status).toBe(400);
    expect(refused.body.error?.details?.[0]?.code).toBe("NoBackingApplicationObject");
  });

  it("refuses another tenant's app to a caller that may only manage what it owns", async () => {
    served.tenant.setPermissions(["Application.ReadWrite.OwnedBy"]);
    const owner = await signIn(served.tenant);
    const refused = await owner("POST", "/v1.0/servicePrincipals", { appId: service.id });
    expect(refused.status).toBe(403);
    expect(refused.body.error?.message).toContain("backing application");
  });

  it("lets a caller that may only manage what it owns change just that", async () => {
    const id = await install(service.id);
    served.tenant.setPermissions(["Application.ReadWrite.OwnedBy"]);
    const owner = await signIn(served.tenant);
    expect((await owner("PATCH", `/v1.0/servicePrincipals/${id}`, { notes: "mine" })).status).toBe(403);
    served.tenant.state.ownerships.put({ id, ownerIds: [seeded.principals.deployer] });
    expect((await owner("PATCH", `/v1.0/servicePrincipals/${id}`, { notes: "mine" })).status).toBe(204);
    expect(served.tenant.state.servicePrincipals.get(id)?.notes).toBe("mine");
  });

  it("takes what the azuread provider sends: owners bound, a description put on and off, the owner removed", async () => {
    const owner = `${served.tenant.origin}/v1.0/directoryObjects/${seeded.principals.deployer}`;
    expect((await served.graph("GET", `/v1.0/directoryObjects/${seeded.principals.deployer}`)).status).toBe(
      200,
    );
    const made = await served.graph("POST", "/v1.0/servicePrincipals", {
      "@odata.type": "#microsoft.graph.servicePrincipal",
      accountEnabled: true,
      alternativeNames: [],
      appId: service.id,
      appRoleAssignmentRequired: false,
      description: "TERRAFORM_UPDATE_1",
      loginUrl: null,
      notes: null,
      notificationEmailAddresses: [],
      "owners@odata.bind": [owner],
      preferredSingleSignOnMode: null,
      samlSingleSignOnSettings: null,
      tags: ["WindowsAzureActiveDirectoryIntegratedApp"],
    });
    expect(made.status).toBe(201);
    const path = `/v1.0/servicePrincipals/${made.body.id}`;
    expect((await served.graph("PATCH", path, { description: null })).status).toBe(204);
    expect((await served.graph("GET", `${path}/owners`)).body.value?.[0]).toMatchObject({
      "@odata.type": "#microsoft.graph.servicePrincipal",
      id: seeded.principals.deployer,
    });
    expect((await served.graph("DELETE", `${path}/owners/${seeded.principals.deployer}/$ref`)).status).toBe(
      204,
    );
    expect((await served.graph("GET", `${path}/owners`)).body.value).toEqual([]);
    expect((await served.graph("POST", `${path}/owners/$ref`, { "@odata.id": owner })).status).toBe(204);
    expect((await served.graph("GET", `${path}/owners/$ref`)).body.value?.length).toBe(1);
    expect((await served.graph("POST", `${path}/owners/$ref`, { "@odata.id": owner })).status).toBe(400);
    const beta = await served.graph(
      "GET",
      `/beta/servicePrincipals/${made.body.id}?$select=isDisabled,samlMetadataUrl`,
    );
    expect(Object.keys(beta.body)).toEqual(["@odata.context", "isDisabled", "samlMetadataUrl"]);
  });

  it("shows samlMetadataUrl in beta only", async () => {
    const id = await install(service.id);
    expect((await served.graph("GET", `/v1.0/servicePrincipals/${id}?$select=samlMetadataUrl`)).status).toBe(
      400,
    );
    expect(Object.keys((await served.graph("GET", `/v1.0/servicePrincipals/${id}`)).body)).not.toContain(
      "samlMetadataUrl",
    );
  });

  it("names an unknown and a read-only property in a body", async () => {
    const id = await install(service.id);
    const unknown = await served.graph("PATCH", `/v1.0/servicePrincipals/${id}`, { colour: "red" });
    expect(unknown.status).toBe(400);
    expect(unknown.body.error?.message).toContain("'colour'");
    const readOnly = await served.graph("PATCH", `/v1.0/servicePrincipals/${id}`, {
      appDisplayName: "Other",
    });
    expect(readOnly.status).toBe(400);
    expect(readOnly.body.error?.message).toContain("'appDisplayName'");
  });

  it("creates by upsert once, and updates from then on", async () => {
    const path = `/v1.0/servicePrincipals(appId='${service.id}')`;
    expect((await served.graph("PATCH", path, { notes: "n" })).status).toBe(404);
    const prefer = { prefer: "create-if-missing" };
    const made = await served.graph("PATCH", path, { notes: "first" }, prefer);
    expect(made.status).toBe(201);
    expect(made.body.notes).toBe("first");
    expect((await served.graph("PATCH", path, { notes: "second" }, prefer)).status).toBe(204);
    expect(served.tenant.state.servicePrincipals.get(String(made.body.id))?.notes).toBe("second");
  });

  it("keeps a deleted principal for restore, without what was granted to it", async () => {
    const id = await install(service.id);
    const directory = seeded.principals.directory;
    await served.graph("POST", "/v1.0/oauth2PermissionGrants", {
      clientId: id,
      consentType: "AllPrincipals",
      resourceId: directory,
      scope: "User.Read",
    });
    expect((await served.graph("DELETE", `/v1.0/servicePrincipals/${id}`)).status).toBe(204);
    expect((await served.graph("GET", `/v1.0/servicePrincipals/${id}`)).status).toBe(404);
    expect(served.tenant.state.oauth2PermissionGrants.all()).toEqual([]);
    const deleted = await served.graph(
      "GET",
      "/v1.0/directory/deletedItems/microsoft.graph.servicePrincipal",
    );
    expect(deleted.body.value?.map((row) => row.id)).toEqual([id]);
    expect((await served.graph("GET", `/v1.0/directory/deletedItems/${id}`)).body.deletedDateTime).toMatch(
      /Z$/,
    );
    expect((await served.graph("POST", `/v1.0/directory/deletedItems/${id}/restore`)).status).toBe(200);
    expect((await served.graph("GET", `/v1.0/servicePrincipals/${id}`)).body.deletedDateTime).toBeNull();
  });

  it("cannot restore a principal whose name was taken again, and deletes it for good", async () => {
    const id = await install(service.id);
    await served.graph("DELETE", `/v1.0/servicePrincipals(appId='${service.id}')`);
    expect(await install(service.id)).not.toBe(id);
    expect((await served.graph("POST", `/v1.0/directory/deletedItems/${id}/restore`)).status).toBe(409);
    expect((await served.graph("DELETE", `/v1.0/directory/deletedItems/${id}`)).status).toBe(204);
    expect((await served.graph("GET", `/v1.0/directory/deletedItems/${id}`)).status).toBe(404);
  });
});

describe("delegated permission grants", () => {
  const directory = seeded.principals.directory;

  it("creates, finds, changes and deletes a grant", async () => {
    const clientId = await install(service.id);
    const grant = { clientId, consentType: "AllPrincipals", resourceId: directory, scope: "User.Read" };
    const made = await served.graph("POST", "/v1.0/oauth2PermissionGrants", grant);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...grant, principalId: null });
    const found = await served.graph(
      "GET",
      `/v1.0/oauth2PermissionGrants?$filter=clientId eq '${clientId}' and consentType eq 'AllPrincipals'`.replaceAll(
        " ",
        "%20",
      ),
    );
    expect(found.body.value?.length).toBe(1);
    for (const principal of [`/${clientId}`, `(appId='${service.id}')`]) {
      const path = `/v1.0/servicePrincipals${principal}/oauth2PermissionGrants`;
      expect((await served.graph("GET", path)).body.value?.map((row) => row.id)).toEqual([made.body.id]);
    }
    for (const principal of [`/${made.body.id}`, `(appId='${seeded.clientId}0')`]) {
      const path = `/v1.0/servicePrincipals${principal}/oauth2PermissionGrants`;
      expect((await served.graph("GET", path)).status).toBe(404);
    }
    const path = `/v1.0/oauth2PermissionGrants/${made.body.id}`;
    const changed = {
      "@odata.type": "#microsoft.graph.oAuth2PermissionGrant",
      clientId: "",
      scope: "User.Read offline_access",
    };
    expect((await served.graph("PATCH", path, changed)).status).toBe(204);
    expect((await served.graph("PATCH", path, { ...changed, colour: "red" })).status).toBe(400);
    expect((await served.graph("GET", path)).body.clientId).toBe(clientId);
    expect((await served.graph("GET", path)).body.scope).toBe("User.Read offline_access");
    expect((await served.graph("DELETE", path)).status).toBe(204);
    expect((await served.graph("GET", path)).status).toBe(404);
  });

  it("refuses a second grant for the same client, resource and consent", async () => {
    const clientId = await install(service.id);
    const grant = { clientId, consentType: "AllPrincipals", resourceId: directory, scope: "User.Read" };
    await served.graph("POST", "/v1.0/oauth2PermissionGrants", grant);
    const again = await served.graph("POST", "/v1.0/oauth2PermissionGrants", { ...grant, scope: "other" });
    expect([again.status, again.body.error?.message]).toEqual([409, "Permission entry already exists."]);
    const forOne = await served.graph("POST", "/v1.0/oauth2PermissionGrants", {
      ...grant,
      consentType: "Principal",
      principalId: seeded.users.mia,
    });
    expect(forOne.status).toBe(201);
  });

  it("refuses a grant between principals that are not there, in the words that providers wait on", async () => {
    const missing = "11111111-2222-4333-8444-555555555555";
    const refused = await served.graph("POST", "/v1.0/oauth2PermissionGrants", {
      clientId: missing,
      consentType: "AllPrincipals",
      resourceId: directory,
    });
    expect(refused.status).toBe(400);
    expect(refused.body.error?.message).toContain(
      "does not exist or one of its queried reference-property objects are not present",
    );
  });

  it("wants a principal for the consent of one, and only then", async () => {
    const clientId = await install(service.id);
    const grant = { clientId, resourceId: directory, scope: "User.Read" };
    expect(
      (await served.graph("POST", "/v1.0/oauth2PermissionGrants", { ...grant, consentType: "Principal" }))
        .status,
    ).toBe(400);
    const refused = await served.graph("POST", "/v1.0/oauth2PermissionGrants", {
      ...grant,
      consentType: "AllPrincipals",
      principalId: seeded.users.mia,
    });
    expect(refused.status).toBe(400);
  });
});

describe("app role assignments", () => {
  it("gives an app a permission on Microsoft Graph, which shows in its next token alone", async () => {
    served.tenant.setPermissions(["AppRoleAssignment.ReadWrite.All", "Application.Read.All"]);
    const early = await signIn(served.tenant);
    expect((await early("GET", "/v1.0/groups")).status).toBe(403);
    const resourceId = seeded.principals.microsoftGraph;
    const roles = (await early("GET", `/v1.0/servicePrincipals/${resourceId}`)).body.appRoles;
    const role = roles?.find((candidate) => String(candidate.value) === "Group.Read.All");
    const wanted = { principalId: seeded.principals.deployer, resourceId, appRoleId: role?.id };
    const made = await early("POST", `/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo`, wanted);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      principalType: "ServicePrincipal",
      resourceDisplayName: "Microsoft Graph",
    });
    expect((await early("GET", "/v1.0/groups")).status).toBe(403);
    expect((await (await signIn(served.tenant))("GET", "/v1.0/groups")).status).toBe(200);
    const path = `/v1.0/servicePrincipals/${seeded.principals.deployer}/appRoleAssignments`;
    expect((await early("GET", path)).body.value?.length).toBe(3);
    expect((await early("GET", `${path}/${made.body.id}`)).body.appRoleId).toBe(role?.id);
    expect((await early("POST", path, wanted)).status).toBe(400);
    expect((await early("DELETE", `${path}/${made.body.id}`)).status).toBe(204);
    expect((await early("GET", path)).body.value?.length).toBe(2);
  });

  it("refuses a role that the resource does not have, and a principal that is not there", async () => {
    const resourceId = seeded.principals.microsoftGraph;
    const path = `/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    const unknown = "11111111-2222-4333-8444-555555555555";
    const principalId = seeded.principals.deployer;
    expect((await served.graph("POST", path, { principalId, resourceId, appRoleId: unknown })).status).toBe(
      400,
    );
    expect(
      (await served.graph("POST", path, { principalId: unknown, resourceId, appRoleId: unknown })).status,
    ).toBe(404);
  });
});
