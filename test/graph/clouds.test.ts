import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { publishedClouds } from "../../graph/cloud-table.ts";
import { resolveCloud } from "../../graph/clouds.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { testPolicy } from "./support/clock.ts";
import { failureOf } from "./support/connection.ts";
import { portOf, type Reply, startServer, type TestServer } from "./support/server.ts";

const servers: TestServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function metadata(
  reply: (origin: string, index: number) => Reply,
  options: { trusted?: boolean } = {},
): Promise<TestServer> {
  const server: TestServer = await startServer((_, index) => reply(server.origin, index), options);
  servers.push(server);
  return server;
}

function resolve(metadataHost: string, signal?: AbortSignal) {
  return resolveCloud({ metadataHost }, signal, testPolicy().policy);
}

const document = (origin: string) => ({
  name: "private",
  portal: `${origin}/`,
  authentication: { loginEndpoint: `${origin}/`, audiences: [], tenant: "common" },
  microsoftGraphResourceId: `${origin}/`,
});

describe("a published cloud", () => {
  it("is the public one by default", async () => {
    expect(await resolveCloud({})).toEqual({
      name: "public",
      login: "https://login.microsoftonline.com",
      graph: "https://graph.microsoft.com",
      portal: "https://portal.azure.com",
      vault: "vault.azure.net",
    });
  });

  it.each([
    ["usgovernmentl4", "https://login.microsoftonline.us", "https://graph.microsoft.us", "usgovcloudapi.net"],
    [
      "usgovernmentl5",
      "https://login.microsoftonline.us",
      "https://dod-graph.microsoft.us",
      "usgovcloudapi.net",
    ],
    ["china", "https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn", "azure.cn"],
  ] as const)("%s signs in at %s and has its Graph at %s", async (environment, login, graph, domain) => {
    const vault = `vault.${domain}`;
    expect(await resolveCloud({ environment })).toMatchObject({ name: environment, login, graph, vault });
  });
});

it("docs/clouds.md has the sign-in and Graph of every published cloud", async () => {
  const rows = (await readFile(new URL("../../docs/clouds.md", import.meta.url), "utf8")).split("\n");
  for (const environment of publishedClouds) {
    const { login, graph } = await resolveCloud({ environment });
    const row = rows.find((line) => line.startsWith("|") && line.includes(`\`${environment}\``));
    expect(row).toContain(`| \`${login}\` `);
    expect(row).toContain(`| \`${graph}\` `);
  }
});

describe("a metadata host", () => {
  it("describes a cloud of its own", async () => {
    const { host, origin, received } = await metadata((at) => ({ status: 200, body: document(at) }));
    expect(await resolve(host)).toEqual({ name: "custom", login: origin, graph: origin, portal: origin });
    expect(received.map(({ url }) => url)).toEqual(["/metadata/endpoints?api-version=2022-09-01"]);
  });

  it.each([
    ["vault.cloud.example:8443", "vault.cloud.example:8443"],
    [".vault.cloud.example", "vault.cloud.example"],
    ["https://vault.cloud.example/", undefined],
    ["", undefined],
  ])("names its key vaults, here with %j", async (keyVaultDns, vault) => {
    const { host } = await metadata((at) => ({
      status: 200,
      body: { ...document(at), suffixes: { keyVaultDns, storage: "storage.example" } },
    }));
    expect(await resolve(host)).toMatchObject({ name: "custom", vault });
  });

  it("may answer a list of one, without a portal", async () => {
    const { host, origin } = await metadata((at) => ({
      status: 200,
      body: [{ ...document(at), portal: undefined }],
    }));
    expect(await resolve(host)).toEqual({
      name: "custom",
      login: origin,
      graph: origin,
      portal: "https://portal.azure.com",
    });
  });

  it("that describes a published cloud gives that one", async () => {
    const body = document("https://login.microsoftonline.us");
    const { host } = await metadata(() => ({
      status: 200,
      body: { ...body, microsoftGraphResourceId: "https://graph.microsoft.us/" },
    }));
    expect(await resolve(host)).toMatchObject({ name: "usgovernmentl4", portal: "https://portal.azure.us" });
  });

  it("that describes a national cloud, whose endpoints Microsoft does not publish, is known by its name", async () => {
    const { host } = await metadata((at) => ({
      status: 200,
      body: { ...document(at), authentication: { loginEndpoint: "https://login.sovcloud-identity.sg/" } },
    }));
    expect(await resolve(host)).toMatchObject({ name: "govsg", login: "https://login.sovcloud-identity.sg" });
  });

  it("is asked again while it is busy", async () => {
    const { host } = await metadata((at, index) =>
      index === 0 ? { status: 503 } : { status: 200, body: document(at) },
    );
    expect(await resolve(host)).toMatchObject({ name: "custom" });
  });

  it.each([
    ["answers 404", { status: 404, body: "" }, "it answered 404"],
    ["answers a page", { status: 200, body: "<html>" }, "the document"],
    [
      "lacks Graph",
      { status: 200, body: { authentication: { loginEndpoint: "https://l" } } },
      "microsoftGraphResourceId",
    ],
  ])("that %s is an error that names the setting", async (_, reply, reason) => {
    const { host } = await metadata(() => reply);
    const error = await failureOf(resolve(host));
    expect(error).toMatchObject({ name: "GraphError", code: "unexpectedResponse" });
    expect(fullMessage(error)).toContain(reason);
    expect(fullMessage(error)).toContain("metadataHost (ARM_METADATA_HOSTNAME)");
  });

  it("whose certificate is not trusted is an error that names NODE_EXTRA_CA_CERTS", async () => {
    const { host } = await metadata((at) => ({ status: 200, body: document(at) }), { trusted: false });
    const error = await failureOf(resolve(host));
    expect(error).toMatchObject({ code: "untrustedCertificate" });
    expect(fullMessage(error)).toContain(host);
    expect(fullMessage(error)).toContain("NODE_EXTRA_CA_CERTS");
  });

  it("that cannot be reached is an error that names the setting", async () => {
    const server = await metadata((at) => ({ status: 200, body: document(at) }));
    await server.close();
    servers.splice(0);
    const error = await failureOf(resolve(server.host));
    expect(error).toMatchObject({ code: "unreachable", networkCode: "ECONNREFUSED" });
    expect(fullMessage(error)).toContain("metadataHost (ARM_METADATA_HOSTNAME)");
  });

  it("that does not speak TLS is an error that says so", async () => {
    const plain = createServer().listen(0, "127.0.0.1");
    await once(plain, "listening");
    const error = await failureOf(resolve(`localhost:${portOf(plain.address())}`));
    plain.close();
    expect(error).toMatchObject({ code: "unreachable" });
    expect(fullMessage(error)).toContain("does not speak TLS");
  });

  it("is not waited for once the call is cancelled", async () => {
    const { host } = await metadata(() => "silence");
    const controller = new AbortController();
    const outcome = failureOf(resolve(host, controller.signal));
    controller.abort();
    expect(await outcome).toMatchObject({ name: "GraphError", code: "cancelled" });
  });

  it("whose port fetch blocks is an error, not an exception of fetch", async () => {
    expect(String(await failureOf(resolve("localhost:1")))).toContain("bad port");
  });
});
