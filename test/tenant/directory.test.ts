import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { type GraphClient, type Json, send, signIn } from "./client.ts";

let tenant: Tenant;
let graph: GraphClient;

beforeAll(async () => {
  tenant = await startTenant();
  graph = await signIn(tenant);
});
afterAll(() => tenant.close());

const eventual = { consistencylevel: "eventual" };

async function groupNames(
  query: string,
  headers: Record<string, string> = {},
): Promise<(Json | undefined)[]> {
  const list = await graph("GET", `/v1.0/groups?${query.replaceAll(" ", "%20")}`, undefined, headers);
  expect(list.status).toBe(200);
  return (list.body.value ?? []).map((group) => group.displayName);
}

describe("groups", () => {
  it.each([
    ["$filter=displayName eq 'windows devices'", ["Windows devices"]],
    ["$filter=displayName eq 'Pilots'", ["Pilots", "Pilots"]],
    ["$filter=startswith(displayName,'k')", ["Kiosks"]],
    [
      "$filter=displayName eq 'Newsletter' and mailEnabled eq true and securityEnabled eq false",
      ["Newsletter"],
    ],
    ["$filter=groupTypes/any(t:t eq 'Unified')", ["Newsletter"]],
    ["$filter=displayName in ('Kiosks','Helpdesk')", ["Kiosks", "Helpdesk"]],
    ["$filter=(displayName eq 'Kiosks') or (displayName eq 'It''s none')", ["Kiosks"]],
    ["$filter=securityEnabled eq true&$orderby=displayName desc&$top=1", ["Windows devices"]],
    ["$filter=createdDateTime lt 2020-01-01T00:00:00Z", []],
  ])("answers %s", async (query, names) => {
    expect(await groupNames(query)).toEqual(names);
  });

  it("wants eventual consistency for counts and for the harder filters", async () => {
    const query = "$filter=displayName ne 'Kiosks'&$count=true";
    expect((await groupNames(query, eventual)).length).toBe(6);
    const refused = await graph("GET", `/v1.0/groups?${query.replaceAll(" ", "%20")}`);
    expect([refused.status, refused.body.error?.code]).toEqual([400, "Request_UnsupportedQuery"]);
    expect((await graph("GET", "/v1.0/groups/$count", undefined, eventual)).body).toBe(7);
    expect((await graph("GET", "/v1.0/groups/$count")).status).toBe(400);
    expect((await graph("GET", "/v1.0/servicePrincipals/$count", undefined, eventual)).body).toBe(3);
  });

  it.each([
    "$filter=description eq 'a'",
    "$filter=displayName eq",
    "$filter=displayName like 'a'",
    "$filter=(displayName eq 'a'",
    "$filter=displayName eq 'a",
    "$select=colour",
    "$expand=colour",
    "$top=0",
    "$top=few",
    "$skiptoken=nonsense",
    "$colour=red",
  ])("refuses %s", async (query) => {
    expect((await graph("GET", `/v1.0/groups?${query.replaceAll(" ", "%20")}`)).status).toBe(400);
  });

  it("pages by $top, with links that lead through every group once", async () => {
    const seen: (Json | undefined)[] = [];
    let next: string | undefined = "/v1.0/groups?$top=3&$select=id";
    while (next !== undefined) {
      const page = await graph("GET", next.replace(tenant.origin, ""));
      seen.push(...(page.body.value ?? []).map((group) => group.id));
      const link = page.body["@odata.nextLink"];
      next = link === undefined ? undefined : String(link);
    }
    expect(new Set(seen).size).toBe(7);
    expect(seen.length).toBe(7);
  });

  it("shows members and members of members", async () => {
    const path = `/v1.0/groups/${seeded.groups.everyone}`;
    const types = (answer: { body: Json }) => (answer.body.value ?? []).map((row) => row["@odata.type"]);
    expect(types(await graph("GET", `${path}/members`))).toEqual(Array(3).fill("#microsoft.graph.group"));
    const transitive = types(await graph("GET", `${path}/transitiveMembers`));
    expect(transitive.filter((type) => String(type) === "#microsoft.graph.user").length).toBe(3);
    const devices = await graph("GET", `/v1.0/groups/${seeded.groups.windowsDevices}/members`);
    expect(new Set(types(devices))).toEqual(new Set(["#microsoft.graph.device"]));
    expect((await graph("GET", `${path}/owners`)).body.value).toEqual([]);
    expect((await graph("GET", path)).body.displayName).toBe("Everyone");
    expect(Object.keys((await graph("GET", path)).body)).not.toContain("allowExternalSenders");
    const extra =
      "$select=allowExternalSenders,autoSubscribeNewMembers,hideFromAddressLists,hideFromOutlookClients";
    const mailbox = await graph("GET", `/beta/groups/${seeded.groups.newsletter}?${extra}`);
    expect(Object.values(mailbox.body).slice(1)).toEqual([false, false, false, false]);
    expect((await graph("GET", "/v1.0/groups/none")).status).toBe(404);
  });
});

describe("the rest of the directory", () => {
  it("shows the organization with its domains", async () => {
    const list = await graph("GET", "/v1.0/organization?$select=id,displayName,verifiedDomains");
    expect(list.body.value?.[0]).toMatchObject({ id: tenant.state.tenantId, displayName: "Contoso" });
    expect((await graph("GET", `/v1.0/organization/${tenant.state.tenantId}`)).status).toBe(200);
    expect((await graph("GET", "/v1.0/organization/other")).status).toBe(404);
  });

  it("finds users by id and by name, with the usual properties", async () => {
    expect((await graph("GET", "/v1.0/users")).body.value?.length).toBe(3);
    const mia = await graph("GET", `/v1.0/users/mia@${seeded.domain}`);
    expect(mia.body.id).toBe(seeded.users.mia);
    expect(Object.keys(mia.body)).not.toContain("accountEnabled");
    const selected = await graph("GET", `/v1.0/users/${seeded.users.mia}?$select=accountEnabled`);
    expect(selected.body.accountEnabled).toBe(true);
    expect((await graph("GET", "/v1.0/users/nobody")).status).toBe(404);
  });

  it("resolves ids to objects of any kind, and leaves out those that name nothing", async () => {
    const ids = [seeded.users.mia, seeded.groups.kiosks, "11111111-2222-4333-8444-555555555555"];
    const found = await graph("POST", "/v1.0/directoryObjects/getByIds", { ids });
    expect(found.body.value?.map((row) => row["@odata.type"])).toEqual([
      "#microsoft.graph.user",
      "#microsoft.graph.group",
    ]);
    const users = await graph("POST", "/v1.0/directoryObjects/getByIds", { ids, types: ["user"] });
    expect(users.body.value?.length).toBe(1);
    expect((await graph("POST", "/v1.0/directoryObjects/getByIds", { ids: ["x"] })).status).toBe(400);
    expect((await graph("GET", `/v1.0/directoryObjects/${ids[2]}`)).status).toBe(404);
  });

  it("lists the apps registered here", async () => {
    const list = await graph("GET", `/v1.0/applications?$filter=appId%20eq%20'${seeded.clientId}'`);
    const id = list.body.value?.[0]?.id;
    expect((await graph("GET", `/v1.0/applications/${id}`)).body.displayName).toBe("Deployment");
    expect((await graph("GET", `/v1.0/applications(appId='${seeded.clientId}')`)).body.id).toBe(id);
    expect((await graph("GET", "/v1.0/applications/none")).status).toBe(404);
  });

  it("has scope tags and assignment filters in beta only", async () => {
    for (const collection of ["roleScopeTags", "assignmentFilters"]) {
      const list = await graph("GET", `/beta/deviceManagement/${collection}`);
      const id = list.body.value?.[0]?.id;
      expect((await graph("GET", `/beta/deviceManagement/${collection}/${id}`)).body.id).toBe(id);
      expect((await graph("GET", `/beta/deviceManagement/${collection}/none`)).status).toBe(404);
      const refused = await graph("GET", `/v1.0/deviceManagement/${collection}`);
      expect([refused.status, refused.body.error?.message]).toEqual([
        400,
        `Resource not found for the segment '${collection}'.`,
      ]);
    }
  });

  it("has no /me for an application", async () => {
    expect((await graph("GET", "/v1.0/me")).body.error?.message).toContain("delegated");
  });
});

describe("errors", () => {
  it("carries Graph's code, message and ids, the client's own among them", async () => {
    const id = "11111111-2222-4333-8444-555555555555";
    const answer = await graph("GET", "/v1.0/groups/none", undefined, { "client-request-id": id });
    expect(answer.body.error).toMatchObject({
      code: "Request_ResourceNotFound",
      innerError: { "client-request-id": id, "request-id": answer.headers["request-id"] },
    });
    expect(answer.headers["client-request-id"]).toBe(id);
  });

  it("refuses a method that a path does not have, a path that is not there, and a body that is no JSON", async () => {
    expect((await graph("PUT", "/v1.0/groups")).status).toBe(405);
    expect((await graph("GET", "/v1.0/nonsense")).status).toBe(400);
    expect(
      (await graph("POST", "/v1.0/servicePrincipals", {}, { "content-type": "text/plain" })).status,
    ).toBe(400);
    expect((await graph("POST", "/v1.0/servicePrincipals", [])).status).toBe(400);
    expect((await graph("POST", "/v1.0/servicePrincipals")).status).toBe(400);
    expect((await send(tenant, "GET", "/nowhere")).status).toBe(404);
    expect((await send(tenant, "PUT", "/metadata/endpoints")).status).toBe(405);
  });

  it("names nothing in the directory's 403", async () => {
    tenant.setPermissions(["Group.Read.All"]);
    const refused = await (await signIn(tenant))("GET", "/v1.0/users");
    expect([refused.status, refused.body.error?.code]).toEqual([403, "Authorization_RequestDenied"]);
  });
});
