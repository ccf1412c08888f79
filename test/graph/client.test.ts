import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createGraph, type Graph, type GraphOptions } from "../../graph/client.ts";
import { readCredentialSettings } from "../../graph/credentials/settings.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { failureOf } from "./support/connection.ts";
import { trust } from "./support/server.ts";

let tenant: Tenant;

beforeAll(async () => {
  tenant = await startTenant();
  trust(readFileSync(tenant.caFile, "utf8"));
});

afterAll(() => tenant.close());

beforeEach(() => tenant.reset());

const userAgent = "pin-reset/test";

function graphOf(env: Record<string, string> = {}, options: Partial<GraphOptions> = {}): Graph {
  return createGraph({
    credentials: readCredentialSettings({ ...tenant.env, ...env }),
    userAgent,
    ...options,
  });
}

const organization = { version: "v1.0", path: "/organization?$select=id" } as const;

describe("a Graph of the embedded tenant", () => {
  it("asks for nothing before the first call", async () => {
    tenant.requests.clear();
    const graph = graphOf();
    expect(tenant.requests.list()).toEqual([]);
    expect(await graph.send({ method: "GET", ...organization })).toMatchObject({
      value: [{ id: tenant.env.ARM_TENANT_ID }],
    });
    expect(tenant.requests.graph(userAgent)).toHaveLength(1);
  });

  it("knows its cloud", async () => {
    const { origin } = tenant;
    expect(await graphOf().cloud()).toMatchObject({ name: "custom", login: origin, graph: origin });
  });

  it("looks its cloud up once, and signs in once", async () => {
    tenant.requests.clear();
    const graph = graphOf();
    await graph.cloud();
    await graph.send({ method: "GET", ...organization });
    await graph.send({ method: "GET", ...organization });
    expect(tenant.requests.list({ path: "^/metadata/" })).toHaveLength(1);
    expect(tenant.requests.list({ path: "/oauth2/v2.0/token" })).toHaveLength(1);
  });

  it("says which tenant its token is of, by the one sign-in of its requests", async () => {
    tenant.requests.clear();
    const graph = graphOf();
    await graph.send({ method: "GET", ...organization });
    expect(await graph.tenantId()).toBe(tenant.env.ARM_TENANT_ID);
    expect(tenant.requests.list({ path: "/oauth2/v2.0/token" })).toHaveLength(1);
    expect(tenant.requests.graph(userAgent)).toHaveLength(1);
    expect(await failureOf(graphOf({ ARM_CLIENT_SECRET: "wrong" }).tenantId())).toMatchObject({
      name: "CredentialError",
      code: "rejected",
    });
  });

  it("lets the first reads of all travel in one round trip", async () => {
    tenant.requests.clear();
    const graph = graphOf();
    const groups = {
      version: "v1.0",
      path: "/groups?$select=displayName&$filter=displayName eq 'Kiosks'",
    } as const;
    const [first, second] = await Promise.all([graph.read(organization), graph.read(groups)]);
    expect(first).toMatchObject({ value: [{ id: tenant.env.ARM_TENANT_ID }] });
    expect(second).toMatchObject({ value: [{ displayName: "Kiosks" }] });
    expect(tenant.requests.graph(userAgent)).toHaveLength(1);
  });

  it("gets a new token where its own is refused", async () => {
    const graph = graphOf();
    await graph.read(organization);
    tenant.revokeTokens();
    expect(await graph.read(organization)).toMatchObject({ value: [{ id: tenant.env.ARM_TENANT_ID }] });
  });

  it("names the permission that it lacks", async () => {
    tenant.setPermissions(["Organization.Read.All"]);
    const path = "/deviceManagement/deviceConfigurations";
    const error = await failureOf(graphOf().send({ method: "GET", version: "v1.0", path }));
    expect(error).toMatchObject({ code: "forbidden", status: 403, graphCode: "Forbidden" });
    expect(fullMessage(error)).toContain(
      "lacks the Microsoft Graph permission DeviceManagementConfiguration.Read.All (application)",
    );
  });

  it("waits as Graph asks, and says so", async () => {
    tenant.faults.add({
      match: { path: "/organization" },
      effect: { kind: "status", status: 429, retryAfter: 0 },
    });
    const notices: object[] = [];
    await graphOf({}, { onWait: (notice) => notices.push(notice) }).read(organization);
    expect(notices).toEqual([{ seconds: 1, status: 429, method: "GET", path: organization.path }]);
  });

  it("gives up when its time is over", async () => {
    tenant.faults.add({
      match: { path: "/organization" },
      effect: { kind: "status", status: 429, retryAfter: 5 },
    });
    const error = await failureOf(graphOf({}, { retryTimeoutSeconds: 1 }).read(organization));
    expect(error).toMatchObject({ code: "throttled" });
  });
});

describe("what is wrong with the settings", () => {
  it.each([
    [
      "ARM_CLIENT_SECRET",
      "not-the-s3cret",
      { code: "rejected", entraCode: "AADSTS7000215" },
      "ARM_CLIENT_SECRET",
    ],
    ["ARM_CLIENT_ID", seeded.tenantId, { code: "rejected", entraCode: "AADSTS700016" }, "ARM_CLIENT_ID"],
    ["ARM_TENANT_ID", seeded.clientId, { code: "tenantNotFound", entraCode: "AADSTS90002" }, "ARM_TENANT_ID"],
  ])("is raised at the first call, and names %s", async (variable, value, expected, named) => {
    const error = await failureOf(graphOf({ [variable]: value }).send({ method: "GET", ...organization }));
    expect(error).toMatchObject({ name: "CredentialError", ...expected });
    expect(fullMessage(error)).toContain(named);
    expect(fullMessage(error)).not.toContain("not-the-s3cret");
  });

  it("is raised before anything is asked for, where no way to sign in is complete", async () => {
    tenant.requests.clear();
    const graph = graphOf({ ARM_CLIENT_ID: "" });
    expect(await failureOf(graph.read(organization))).toMatchObject({
      name: "CredentialError",
      code: "incomplete",
    });
    expect(tenant.requests.list()).toEqual([]);
  });

  it("may be fixed: the next call tries again", async () => {
    const graph = graphOf({}, { retryTimeoutSeconds: 0 });
    await tenant.goDown();
    expect(await failureOf(graph.read(organization))).toMatchObject({
      name: "GraphError",
      message: expect.stringContaining(tenant.host),
    });
    await tenant.comeUp();
    expect(await graph.read(organization)).toMatchObject({ value: [{}] });
  });
});

describe("a cancelled call", () => {
  it("is not begun", async () => {
    tenant.requests.clear();
    const error = await failureOf(graphOf().read({ ...organization, signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: "GraphError", code: "cancelled", path: organization.path });
    expect(tenant.requests.graph(userAgent)).toEqual([]);
  });
});
