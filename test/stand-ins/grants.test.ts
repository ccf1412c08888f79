import { beforeEach, expect, it } from "vitest";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import { failureOf } from "../provider/support/protocol.ts";
import { check, create, principalUrn, serveStandIn, grantUrn as urn } from "./support/served.ts";

const served = serveStandIn();

const resource = seeded.principals.directory;
let client: string;

beforeEach(async () => {
  const { properties } = await create(served.plugin, principalUrn, { clientId: pinResetApps.service.id });
  client = String(properties.objectId);
  served.tenant.requests.clear();
});

const grantOf = (id: string) =>
  served.tenant.state.oauth2PermissionGrants.get(id.replace("/oauth2PermissionGrants/", ""));

const inputs = (claimValues: string[], more: Record<string, string> = {}) => ({
  servicePrincipalObjectId: client,
  resourceServicePrincipalObjectId: resource,
  claimValues,
  ...more,
});

it("grants permissions for all users", async () => {
  const made = await create(served.plugin, urn, inputs(["User.Read", "Directory.Read.All"]));
  expect(made.id).toMatch(/^\/oauth2PermissionGrants\/.+/);
  expect(grantOf(made.id)).toMatchObject({
    clientId: client,
    resourceId: resource,
    consentType: "AllPrincipals",
    principalId: null,
    scope: "Directory.Read.All User.Read",
  });
  expect(await served.plugin.read(urn, made.id, made)).toEqual({
    id: made.id,
    inputs: made.inputs,
    properties: made.properties,
  });
});

it("grants permissions for one user", async () => {
  const { alex } = seeded.users;
  const made = await create(served.plugin, urn, inputs(["User.Read"], { userObjectId: alex }));
  expect(grantOf(made.id)).toMatchObject({ consentType: "Principal", principalId: alex });
  const read = await served.plugin.read(urn, made.id, made);
  expect(read?.inputs).toEqual(made.inputs);
});

it("takes permissions in another order for the same", async () => {
  const olds = await check(served.plugin, urn, inputs(["a", "b"]));
  const news = await check(served.plugin, urn, inputs(["b", "a", "b"]));
  expect(await served.plugin.diff(urn, olds, news)).toMatchObject({ changed: false });
});

it("waits until the principal that it grants to has reached every replica", async () => {
  served.tenant.faults.add({
    match: { method: "POST", path: "oauth2PermissionGrants" },
    count: 3,
    effect: {
      kind: "status",
      status: 400,
      code: "Request_BadRequest",
      message: "Resource does not exist or one of its queried reference-property objects are not present.",
    },
  });
  const made = await create(served.plugin, urn, inputs(["User.Read"]));
  expect(grantOf(made.id)).toBeDefined();
  expect(served.waits).toEqual([500, 1000, 2000]);
});

it("says which grant to import where there is one already", async () => {
  const made = await create(served.plugin, urn, inputs(["User.Read"]));
  const error = await failureOf(create(served.plugin, urn, inputs(["Directory.Read.All"])));
  expect(error.details).toContain(`"${made.id}" already exists`);
  expect(error.details).toMatch(/pulumi import \S+:ServicePrincipalDelegatedPermissionGrant NAME/);
  expect(grantOf(made.id)?.scope).toBe("User.Read");
});

it("says that it could not grant to a principal that is not there", async () => {
  const gone = "11111111-2222-4333-8444-555555555555";
  const error = await failureOf(
    create(served.plugin, urn, inputs(["User.Read"], { servicePrincipalObjectId: gone })),
  );
  expect(error.details).toContain("Could not create delegated permission grant");
  expect(error.details).toContain(gone);
});

it("sees permissions that an administrator added or took away, and sets them right", async () => {
  const made = await create(served.plugin, urn, inputs(["User.Read", "Directory.Read.All"]));
  await served.tenant.asAdministrator("PATCH", `/v1.0${made.id}`, { scope: " User.Read Mail.Read" });
  const read = await served.plugin.read(urn, made.id, made);
  expect(read?.inputs.claimValues).toEqual(["Mail.Read", "User.Read"]);
  expect(await served.plugin.diff(urn, read?.inputs ?? {}, made.inputs)).toMatchObject({
    changed: true,
    replaces: [],
  });
  const { properties } = await served.plugin.update(urn, made.id, made.inputs, read ?? {});
  expect(properties).toEqual(made.properties);
  expect(grantOf(made.id)?.scope).toBe("Directory.Read.All User.Read");
});

it("says that it could not change a grant that is gone", async () => {
  const made = await create(served.plugin, urn, inputs(["User.Read"]));
  await served.tenant.asAdministrator("DELETE", `/v1.0${made.id}`);
  const error = await failureOf(served.plugin.update(urn, made.id, made.inputs, made));
  expect(error.details).toContain("Could not update delegated permission grant");
});

it("needs another grant for another client, resource or user", async () => {
  const olds = await check(served.plugin, urn, inputs(["a"]));
  const others = { servicePrincipalObjectId: resource, userObjectId: seeded.users.sam };
  const news = await check(served.plugin, urn, inputs(["a"], others));
  const { replaces } = await served.plugin.diff(urn, olds, news);
  expect(replaces.toSorted()).toEqual(["servicePrincipalObjectId", "userObjectId"]);
});

it("imports a grant by its id, bare or not", async () => {
  const made = await create(served.plugin, urn, inputs(["User.Read"]));
  const whole = await served.plugin.read(urn, made.id);
  expect(whole).toEqual({ id: made.id, inputs: made.inputs, properties: made.properties });
  expect(await served.plugin.read(urn, made.id.replace("/oauth2PermissionGrants/", ""))).toEqual(whole);
});

it("deletes a grant, and finds it gone", async () => {
  const made = await create(served.plugin, urn, inputs(["User.Read"]));
  await served.plugin.delete(urn, made.id, made);
  expect(grantOf(made.id)).toBeUndefined();
  expect(await served.plugin.read(urn, made.id, made)).toBeUndefined();
  await expect(served.plugin.delete(urn, made.id, made)).resolves.toBeUndefined();
});

it("finds a grant of nothing at fault", async () => {
  const { issues } = await served.plugin.check(urn, inputs([]));
  expect(issues).toEqual([{ property: "claimValues", reason: "must name a permission at least" }]);
});
