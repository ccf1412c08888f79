import { expect, it } from "vitest";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import { failureOf, initFailureOf } from "../provider/support/protocol.ts";
import { check, create, serveStandIn, principalUrn as urn } from "./support/served.ts";

const served = serveStandIn();

const clientId = pinResetApps.service.id;
const integratedApp = "WindowsAzureActiveDirectoryIntegratedApp";
const consented = { clientId, useExisting: true, accountEnabled: true, featureTags: [{ enterprise: true }] };

const add = async (changes: object = {}): Promise<string> => {
  const { body } = await served.tenant.asAdministrator("POST", "/v1.0/servicePrincipals", {
    appId: clientId,
  });
  const { id } = Object(body);
  await served.tenant.asAdministrator("PATCH", `/v1.0/servicePrincipals/${id}`, changes);
  return id;
};

const principalOf = (id: string) => served.tenant.state.servicePrincipals.get(id.replace(/^.*\//, ""));

it("makes the principal of an application that the tenant does not have yet, then sets it up", async () => {
  const { id, properties } = await create(served.plugin, urn, consented);
  expect(id).toMatch(/^\/servicePrincipals\/[\da-f-]{36}$/);
  expect(principalOf(id)).toMatchObject({ appId: clientId, accountEnabled: true, tags: [integratedApp] });
  expect(properties).toMatchObject({
    ...consented,
    objectId: id.replace("/servicePrincipals/", ""),
    displayName: pinResetApps.service.displayName,
    type: "Application",
    tags: [integratedApp],
    featureTags: [{ enterprise: true, hide: false, gallery: false, customSingleSignOn: false }],
  });
  expect(served.calls().map((call) => call.split(" ")[0])).toEqual(["GET", "POST", "PATCH"]);
});

it("waits until a principal that it has just made can be reached", async () => {
  served.tenant.faults.add({ match: { method: "POST" }, effect: { kind: "lag", reads: 2 } });
  const { id } = await create(served.plugin, urn, consented);
  expect(principalOf(id)?.tags).toEqual([integratedApp]);
  expect(served.waits).toEqual([500, 1000]);
});

it("keeps what it made when it cannot be set up, so that the next run can", async () => {
  served.tenant.faults.add({
    match: { method: "PATCH" },
    effect: {
      kind: "status",
      status: 403,
      code: "Authorization_RequestDenied",
      message: "Insufficient privileges",
    },
  });
  const error = await failureOf(create(served.plugin, urn, consented));
  const made = initFailureOf(error);
  expect(made.reasons[0]).toContain("403");
  expect(principalOf(made.id)).toMatchObject({ appId: clientId, tags: [] });
  expect(
    await served.plugin.diff(urn, made.inputs, await check(served.plugin, urn, consented)),
  ).toMatchObject({
    changed: true,
    properties: ["featureTags"],
    replaces: [],
  });
});

it("adopts a principal that exists, and sets what was asked for", async () => {
  const id = await add({ accountEnabled: false, tags: ["HideApp"] });
  const adopted = await create(served.plugin, urn, consented);
  expect(adopted.id).toBe(`/servicePrincipals/${id}`);
  expect(principalOf(id)).toMatchObject({ accountEnabled: true, tags: [integratedApp] });
  expect(served.calls().some((call) => call.startsWith("POST"))).toBe(false);
});

it("refuses to take over a principal that exists without useExisting, and says how to", async () => {
  const id = await add();
  const error = await failureOf(create(served.plugin, urn, { clientId }));
  expect(error.details).toContain(`A resource with the ID "/servicePrincipals/${id}" already exists`);
  expect(error.details).toContain("pulumi import azuread:index/servicePrincipal:ServicePrincipal");
  expect(error.details).toContain("useExisting");
  expect(served.calls().every((call) => call.startsWith("GET"))).toBe(true);
});

it("finds nothing to do after it was made and refreshed", async () => {
  const made = await create(served.plugin, urn, consented);
  const read = await served.plugin.read(urn, made.id, made);
  expect(read).toEqual({ id: made.id, inputs: made.inputs, properties: made.properties });
  expect(
    await served.plugin.diff(urn, made.inputs, await check(served.plugin, urn, consented)),
  ).toMatchObject({
    changed: false,
  });
});

it("sees that an administrator disabled the application and took its tag away, and sets both right", async () => {
  const made = await create(served.plugin, urn, consented);
  await served.tenant.asAdministrator("PATCH", `/v1.0${made.id}`, { accountEnabled: false, tags: [] });
  const read = await served.plugin.read(urn, made.id, made);
  const drifted = read?.inputs ?? {};
  expect(drifted).toMatchObject({ accountEnabled: false, featureTags: [{ enterprise: false }] });
  const news = await check(served.plugin, urn, consented);
  expect(await served.plugin.diff(urn, drifted, news)).toMatchObject({
    properties: expect.arrayContaining(["accountEnabled", "featureTags"]),
    replaces: [],
  });
  const { properties } = await served.plugin.update(urn, made.id, news, read ?? {});
  expect(principalOf(made.id)).toMatchObject({ accountEnabled: true, tags: [integratedApp] });
  expect(properties).toEqual(made.properties);
});

it("leaves tags of others alone while the feature tags stay the same", async () => {
  const made = await create(served.plugin, urn, consented);
  await served.tenant.asAdministrator("PATCH", `/v1.0${made.id}`, { tags: [integratedApp, "Cost centre 7"] });
  const news = await check(served.plugin, urn, { ...consented, notes: "Owned by the helpdesk" });
  await served.plugin.update(urn, made.id, news, made);
  expect(principalOf(made.id)).toMatchObject({
    notes: "Owned by the helpdesk",
    tags: [integratedApp, "Cost centre 7"],
  });
});

it("sees what an administrator noted, so that the program can ignore it or set it back", async () => {
  const made = await create(served.plugin, urn, consented);
  await served.tenant.asAdministrator("PATCH", `/v1.0${made.id}`, { notes: "Ask Mia first" });
  const read = await served.plugin.read(urn, made.id, made);
  expect(read?.inputs).toMatchObject({ notes: "Ask Mia first" });
  const news = await check(served.plugin, urn, consented);
  expect(await served.plugin.diff(urn, read?.inputs ?? {}, news)).toMatchObject({
    details: { notes: "DELETE" },
  });
});

it("makes those owners whom the program names, and reads them page by page", async () => {
  const { alex, mia, sam } = seeded.users;
  const made = await create(served.plugin, urn, { ...consented, owners: [mia, alex] });
  const news = await check(served.plugin, urn, { ...consented, owners: [sam, mia] });
  await served.plugin.update(urn, made.id, news, made);
  served.tenant.state.settings.pageSize = 1;
  const read = await served.plugin.read(urn, made.id, { ...made, inputs: news });
  expect(read?.inputs.owners).toEqual([mia, sam]);
});

it.each([
  { id: (objectId: string) => objectId },
  { id: (objectId: string) => `/servicePrincipals/${objectId}` },
])("imports a principal by its id", async ({ id }) => {
  const objectId = await add({ tags: [integratedApp] });
  const read = await served.plugin.read(urn, id(objectId));
  expect(read).toMatchObject({
    id: `/servicePrincipals/${objectId}`,
    inputs: { clientId, accountEnabled: true, featureTags: [{ enterprise: true }] },
    properties: { objectId },
  });
});

it("says the form of an id that is none", async () => {
  const error = await failureOf(served.plugin.read(urn, "/applications/1"));
  expect(error.details).toContain("/servicePrincipals/ID");
});

it("finds that a principal is gone", async () => {
  const made = await create(served.plugin, urn, consented);
  await served.tenant.asAdministrator("DELETE", `/v1.0${made.id}`);
  expect(await served.plugin.read(urn, made.id, made)).toBeUndefined();
  const error = await failureOf(served.plugin.update(urn, made.id, made.inputs, made));
  expect(error.details).toContain("pulumi refresh");
  await expect(served.plugin.delete(urn, made.id, made)).resolves.toBeUndefined();
});

it("deletes a principal, also one that it only adopted", async () => {
  const id = await add();
  const adopted = await create(served.plugin, urn, consented);
  await served.plugin.delete(urn, adopted.id, adopted);
  expect(principalOf(id)).toBeUndefined();
});

it.each([
  { useExisting: true, outcome: "passes over it" },
  { useExisting: false, outcome: "fails" },
])(
  "where the tenant refuses to delete and useExisting is $useExisting, it $outcome",
  async ({ useExisting }) => {
    const made = await create(served.plugin, urn, { clientId, useExisting });
    served.tenant.faults.add({
      match: { method: "DELETE" },
      effect: { kind: "status", status: 403, code: "Authorization_RequestDenied", message: "No" },
    });
    const refused = await served.plugin.delete(urn, made.id, made).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(refused.includes("403")).toBe(!useExisting);
    expect(principalOf(made.id)).toBeDefined();
  },
);

it("needs another principal for another application", async () => {
  const olds = await check(served.plugin, urn, consented);
  const news = await check(served.plugin, urn, { ...consented, clientId: pinResetApps.client.id });
  expect(await served.plugin.diff(urn, olds, news)).toMatchObject({ replaces: ["clientId"] });
});

it.each([
  { inputs: { clientId: "pin-reset" }, property: "clientId" },
  { inputs: {}, property: "clientId" },
  { inputs: { clientId, tags: ["HideApp"], featureTags: [{ hide: true }] }, property: "featureTags" },
])("finds the fault in $property", async ({ inputs, property }) => {
  const { issues } = await served.plugin.check(urn, inputs);
  expect(issues.map((issue) => issue.property)).toEqual([property]);
});

it.each([
  { given: { tags: ["b", "a"] }, tags: ["a", "b"] },
  {
    given: { features: [{ enterpriseApplication: true, visibleToUsers: false }] },
    tags: [integratedApp, "HideApp"],
  },
  {
    given: { featureTags: [{ gallery: true, customSingleSignOn: true }] },
    tags: [
      "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
      "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1",
    ],
  },
])("gives a principal the tags $tags", async ({ given, tags }) => {
  const made = await create(served.plugin, urn, { clientId, ...given });
  expect(principalOf(made.id)?.tags).toEqual(tags);
  expect((await served.plugin.read(urn, made.id, made))?.inputs).toEqual(made.inputs);
});
