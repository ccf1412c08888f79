import { beforeEach, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { failureOf } from "../provider/support/protocol.ts";
import { check, create, serveStandIn, assignmentUrn as urn } from "./support/served.ts";

const served = serveStandIn();

const resourceObjectId = seeded.principals.microsoftGraph;
const principalObjectId = seeded.principals.directory;
let appRoleId: string;

beforeEach(() => {
  const [role] = served.tenant.state.servicePrincipals.get(resourceObjectId)?.appRoles ?? [];
  appRoleId = String(role?.id);
});

const inputs = (more: Record<string, string> = {}) => ({
  appRoleId,
  principalObjectId,
  resourceObjectId,
  ...more,
});

it("assigns a role, and finds nothing to do after a refresh", async () => {
  const made = await create(served.plugin, urn, inputs());
  const [, id] = /^\/servicePrincipals\/[\da-f-]+\/appRoleAssignedTo\/(.+)$/.exec(made.id) ?? [];
  expect(served.tenant.state.appRoleAssignments.get(String(id))).toMatchObject({
    appRoleId,
    principalId: principalObjectId,
    resourceId: resourceObjectId,
  });
  expect(made.properties).toMatchObject({
    principalType: "ServicePrincipal",
    resourceDisplayName: "Microsoft Graph",
  });
  expect(await served.plugin.read(urn, made.id, made)).toEqual(made);
});

it("imports an assignment", async () => {
  const made = await create(served.plugin, urn, inputs());
  expect(await served.plugin.read(urn, made.id)).toEqual(made);
});

it("says the form of an id that is none", async () => {
  const error = await failureOf(served.plugin.read(urn, "abc"));
  expect(error.details).toContain("/servicePrincipals/ID/appRoleAssignedTo/ID");
});

it("says which assignment to import where there is one already", async () => {
  const made = await create(served.plugin, urn, inputs());
  const error = await failureOf(create(served.plugin, urn, inputs()));
  expect(error.details).toContain(
    `pulumi import azuread:index/appRoleAssignment:AppRoleAssignment NAME ${made.id}`,
  );
});

it("says that a role is not one of the resource", async () => {
  const error = await failureOf(create(served.plugin, urn, inputs({ appRoleId: seeded.users.mia })));
  expect(error.details).toContain("Could not create app role assignment");
  expect(error.details).toContain("not found on application");
});

it("needs another assignment for any change", async () => {
  const olds = await check(served.plugin, urn, inputs());
  const news = await check(served.plugin, urn, inputs({ principalObjectId: seeded.users.sam }));
  expect(await served.plugin.diff(urn, olds, news)).toMatchObject({ replaces: ["principalObjectId"] });
  const error = await failureOf(
    served.plugin.update(urn, "x", news, { inputs: olds, properties: madeUp(olds) }),
  );
  expect(error.details).toContain("cannot change in place");
});

const madeUp = (olds: object) => ({
  ...olds,
  principalDisplayName: "",
  principalType: "",
  resourceDisplayName: "",
});

it("takes an assignment away, and finds it gone", async () => {
  const made = await create(served.plugin, urn, inputs());
  await served.plugin.delete(urn, made.id, made);
  expect(await served.plugin.read(urn, made.id, made)).toBeUndefined();
  await expect(served.plugin.delete(urn, made.id, made)).resolves.toBeUndefined();
});
