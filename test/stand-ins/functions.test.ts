import { expect, it } from "vitest";
import { providerMessage } from "../../lookups/provider-errors.ts";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import { failureOf } from "../provider/support/protocol.ts";
import { serveStandIn } from "./support/served.ts";

const served = serveStandIn();

const getClientConfig = "azuread:index/getClientConfig:getClientConfig";
const getGroup = "azuread:index/getGroup:getGroup";
const getGroups = "azuread:index/getGroups:getGroups";
const getServicePrincipal = "azuread:index/getServicePrincipal:getServicePrincipal";

const { groups, users, principals } = seeded;
const unknownId = "11111111-2222-4333-8444-555555555555";
const refusal = {
  kind: "status",
  status: 403,
  code: "Authorization_RequestDenied",
  message: "Insufficient privileges to complete the operation.",
} as const;

it("tells who is signed in", async () => {
  const { result } = await served.plugin.invoke(getClientConfig, {});
  expect(result).toEqual({
    clientId: seeded.clientId,
    objectId: principals.deployer,
    tenantId: seeded.tenantId,
    id: `${seeded.tenantId}-${seeded.clientId}-${principals.deployer}`,
  });
});

it("finds a group by name in any case, by object id and by mail nickname", async () => {
  const { result } = await served.plugin.invoke(getGroup, { displayName: "windows DEVICES" });
  expect(result).toMatchObject({
    id: `/groups/${groups.windowsDevices}`,
    objectId: groups.windowsDevices,
    displayName: "Windows devices",
    securityEnabled: true,
    mailEnabled: false,
    owners: [],
    types: [],
  });
  const byId = await served.plugin.invoke(getGroup, { objectId: groups.windowsDevices });
  const byNickname = await served.plugin.invoke(getGroup, { mailNickname: "windowsdevices" });
  expect([byId.result, byNickname.result]).toEqual([result, result]);
});

it("lists direct members, or all of them", async () => {
  const direct = await served.plugin.invoke(getGroup, { objectId: groups.everyone });
  expect(new Set(Object(direct.result.members))).toEqual(
    new Set([groups.helpdesk, groups.firstPilots, groups.secondPilots]),
  );
  const all = await served.plugin.invoke(getGroup, {
    objectId: groups.everyone,
    includeTransitiveMembers: true,
  });
  expect(all.result.members).toEqual(expect.arrayContaining([users.alex, users.mia, users.sam]));
});

it("tells what Exchange keeps of a Microsoft 365 group", async () => {
  await served.tenant.state.groups.change(groups.newsletter, { allowExternalSenders: true });
  const { result } = await served.plugin.invoke(getGroup, { displayName: "Newsletter", mailEnabled: true });
  expect(result).toMatchObject({
    types: ["Unified"],
    externalSendersAllowed: true,
    hideFromAddressLists: false,
  });
});

it.each([
  [
    getGroup,
    { displayName: "Nobody's" },
    "No group found matching specified filter (displayName eq 'Nobody''s')",
  ],
  [getGroup, { objectId: unknownId }, `No group found with object ID: "${unknownId}"`],
  [getGroups, { displayNames: ["Nobody"] }, 'No group found with display name: "Nobody"'],
  [getGroups, { displayNamePrefix: "Nobody" }, 'No groups found with display name prefix: "Nobody"'],
  [getGroups, { objectIds: [unknownId] }, `No group found with object ID: "${unknownId}"`],
  [getServicePrincipal, { clientId: unknownId }, "No service principal found"],
  [getServicePrincipal, { displayName: "Nobody" }, "No service principal found"],
])("%s says that %j is missing", async (token, args, words) => {
  const error = await failureOf(served.plugin.invoke(token, args));
  expect(error.details).toContain(`invoking ${token}: 1 error occurred:\n\t* ${words}`);
  expect(providerMessage(new Error(error.details))).toMatch(/^No /);
});

it.each([
  [
    getGroup,
    { displayName: "Pilots" },
    "More than one group found matching specified filter (displayName eq 'Pilots')",
  ],
  [getGroups, { displayNames: ["Pilots"] }, 'More than one group found with display name: "Pilots"'],
])("%s says that %j is ambiguous", async (token, args, words) => {
  const error = await failureOf(served.plugin.invoke(token, args));
  expect(error.details).toContain(words);
});

it.each([
  [getGroup, { displayName: "Kiosks" }, "Retrieving groups for filter (displayName eq 'Kiosks')"],
  [getGroup, { objectId: groups.kiosks }, "Retrieving group with object ID"],
  [getGroups, { displayNames: ["Kiosks"] }, "Retrieving groups for filter"],
  [getGroups, { objectIds: [groups.kiosks] }, "Retrieving group with object ID"],
  [getGroups, { returnAll: true }, "Could not retrieve groups"],
  [getServicePrincipal, { clientId: pinResetApps.client.id }, "Listing service principals for filter"],
  [getServicePrincipal, { objectId: principals.directory }, "Retrieving service principal with object ID"],
])("%s says that %j may not be read", async (token, args, words) => {
  served.tenant.faults.add({
    match: { method: "GET", path: "/(groups|servicePrincipals)" },
    effect: refusal,
  });
  const error = await failureOf(served.plugin.invoke(token, args));
  expect(error.details).toContain(words);
  expect(error.details).toContain(
    "unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied",
  );
});

it("says that a group is of another kind than asked for", async () => {
  const { kiosks } = groups;
  const mail = await failureOf(served.plugin.invoke(getGroup, { objectId: kiosks, mailEnabled: true }));
  expect(mail.details).toContain("mail_enabled setting (expected: true, actual: false)");
  const security = await failureOf(
    served.plugin.invoke(getGroup, { objectId: kiosks, securityEnabled: false }),
  );
  expect(security.details).toContain("security_enabled setting (expected: false, actual: true)");
});

it("lists groups by the start of their name, page by page", async () => {
  served.tenant.state.settings.pageSize = 1;
  const { result } = await served.plugin.invoke(getGroups, { displayNamePrefix: "Pilot" });
  expect(result).toMatchObject({ displayNamePrefix: "Pilot", displayNames: ["Pilots", "Pilots"] });
  expect(new Set(Object(result.objectIds))).toEqual(new Set([groups.firstPilots, groups.secondPilots]));
});

it("lists all groups, or those of a kind", async () => {
  const all = await served.plugin.invoke(getGroups, { returnAll: true });
  expect(Object(all.result.objectIds)).toHaveLength(Object.keys(groups).length);
  const mail = await served.plugin.invoke(getGroups, { returnAll: true, mailEnabled: true });
  expect(mail.result).toMatchObject({ displayNames: ["Newsletter"], mailEnabled: true, returnAll: true });
});

it("lists groups by name and by object id in the order asked for, and passes over missing ones if it may", async () => {
  const byName = await served.plugin.invoke(getGroups, {
    displayNames: ["Kiosks", "Nobody", "Helpdesk"],
    ignoreMissing: true,
  });
  expect(byName.result).toMatchObject({
    displayNames: ["Kiosks", "Helpdesk"],
    id: expect.stringMatching(/^groups#/),
  });
  const byId = await served.plugin.invoke(getGroups, {
    objectIds: [groups.helpdesk, unknownId],
    ignoreMissing: true,
  });
  expect(byId.result.objectIds).toEqual([groups.helpdesk]);
});

it("finds a service principal by application id, object id and display name", async () => {
  const { result } = await served.plugin.invoke(getServicePrincipal, { objectId: principals.microsoftGraph });
  expect(result).toMatchObject({
    id: `/servicePrincipals/${principals.microsoftGraph}`,
    clientId: "00000003-0000-0000-c000-000000000000",
    accountEnabled: true,
    samlSingleSignOns: [],
    appRoleIds: { "Group.Read.All": expect.stringMatching(/^[\da-f-]{36}$/) },
  });
  const { clientId = "", displayName = "" } = result;
  const others = [{ clientId }, { displayName }].map((args) =>
    served.plugin.invoke(getServicePrincipal, args),
  );
  expect(await Promise.all(others)).toEqual([
    { result, issues: [] },
    { result, issues: [] },
  ]);
});

it("says that two service principals have a display name", async () => {
  for (const { id } of Object.values(pinResetApps)) {
    const { body } = await served.tenant.asAdministrator("POST", "/v1.0/servicePrincipals", { appId: id });
    await served.tenant.asAdministrator("PATCH", `/v1.0/servicePrincipals/${Object(body).id}`, {
      displayName: "Twins",
    });
  }
  const error = await failureOf(served.plugin.invoke(getServicePrincipal, { displayName: "Twins" }));
  expect(error.details).toContain("Multiple service principals found");
});

it("says that a service principal of that object id is not there", async () => {
  const error = await failureOf(served.plugin.invoke(getServicePrincipal, { objectId: unknownId }));
  expect(error.details).toContain(`Service principal with object ID "${unknownId}" was not found`);
});

it.each([
  [getGroup, {}],
  [getGroup, { displayName: "Kiosks", objectId: groups.kiosks }],
  [getGroups, {}],
  [getServicePrincipal, {}],
])("%s needs exactly one thing to look for, and %j is not that", async (token, args) => {
  const { issues } = await served.plugin.invoke(token, args);
  expect(issues.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^one of .* must be specified/)]);
});
