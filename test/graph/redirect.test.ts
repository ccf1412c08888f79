import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveCloud } from "../../graph/clouds.ts";
import { chooseCredential } from "../../graph/credentials/choose.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { connectTo, failureOf } from "./support/connection.ts";
import { startServer, type TestServer } from "./support/server.ts";

/** Where a request must not be sent on to, and who points there. */
let elsewhere: TestServer;
let pointing: TestServer;
let status: number;

beforeEach(async () => {
  elsewhere = await startServer(() => ({ status: 200, body: {} }));
  pointing = await startServer(({ url }) => {
    if (!url.includes("openid-configuration")) {
      return { status, headers: { location: `${elsewhere.origin}/taken` }, body: {} };
    }
    const root = pointing.origin;
    return {
      status: 200,
      body: {
        issuer: root,
        authorization_endpoint: `${root}/authorize`,
        token_endpoint: `${root}/token`,
        jwks_uri: root,
      },
    };
  });
});

afterEach(() => Promise.all([elsewhere.close(), pointing.close()]));

const tenantId = "3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa";
const app = { tenantId, clientId: "6a1f0f5e-3a0b-4d52-9d3c-9a4f7c3b1d20" };

function tokenOf(settings: Parameters<typeof chooseCredential>[0]) {
  const { origin } = pointing;
  const cloud = { name: "custom", login: origin, graph: origin, portal: origin } as const;
  return chooseCredential(settings, async () => cloud).getToken();
}

const oidc = () => ({
  ...app,
  useOidc: true,
  oidcRequestUrl: `${pointing.origin}/id-token`,
  oidcRequestToken: "request-t0ken",
});

const body = { displayName: "A" };

describe.each([301, 302, 303, 307, 308])("an answer of %d that points to another host", (redirection) => {
  beforeEach(() => {
    status = redirection;
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      "a read of Graph",
      () => connectTo(pointing.origin)({ method: "GET", version: "v1.0", path: "/groups" }),
    ],
    [
      "a write of Graph",
      () => connectTo(pointing.origin)({ method: "POST", version: "v1.0", path: "/groups", body }),
    ],
    [
      "a write with a read before it",
      () =>
        connectTo(pointing.origin)(
          { method: "PATCH", version: "v1.0", path: "/groups/1", body },
          { before: "/groups/1" },
        ),
    ],
    ["the environment document", () => resolveCloud({ metadataHost: pointing.host })],
    ["a client secret", () => tokenOf({ ...app, clientSecret: "s3cret" })],
    ["GitHub's identity token", () => tokenOf(oidc())],
    ["Azure DevOps' identity token", () => tokenOf({ ...oidc(), adoServiceConnectionId: "connection" })],
  ])("is an error, and takes nothing of it there: %s", async (_, send) => {
    const error = await failureOf(send());
    expect(fullMessage(error)).toContain(String(redirection));
    expect(pointing.received.length).toBeGreaterThan(0);
    expect(elsewhere.received).toEqual([]);
  });
});

describe("a page link to another origin than Graph's", () => {
  it.each([
    ["over http", () => elsewhere.origin.replace("https:", "http:")],
    ["to Graph's own host over http", () => pointing.origin.replace("https:", "http:")],
    ["to another host", () => elsewhere.origin],
    ["that is none", () => "groups"],
  ])("%s is refused: alone, in a batch, and before a write", async (_, origin) => {
    status = 200;
    const send = connectTo(pointing.origin);
    const path = `${origin()}/v1.0/groups?$skiptoken=a`;
    const page = { method: "GET", version: "v1.0", path } as const;
    const refused = { name: "GraphError", code: "unexpectedResponse" };
    expect(await failureOf(send(page))).toMatchObject(refused);
    const [first, second] = await Promise.allSettled([
      send(page, { batchable: true }),
      send({ ...page, path: "/groups" }, { batchable: true }),
    ]);
    expect(first).toMatchObject({ status: "rejected", reason: refused });
    expect(second?.status).toBe("fulfilled");
    const write = { method: "PATCH", version: "v1.0", path: "/groups/1", body } as const;
    expect(String(await failureOf(send(write, { before: path })))).toContain("not sent");
    expect(pointing.received.map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /v1.0/groups"]);
    expect(elsewhere.received).toEqual([]);
  });
});
