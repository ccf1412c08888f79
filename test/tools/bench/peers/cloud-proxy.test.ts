import { once } from "node:events";
import { readFile } from "node:fs/promises";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { dirname } from "node:path";
import { json } from "node:stream/consumers";
import tls from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../../../tenant/server.ts";
import { type CloudProxy, startCloudProxy } from "../../../../tools/bench/peers/cloud-proxy.ts";

describe("the proxy to the embedded tenant", () => {
  let tenant: Tenant;
  let proxy: CloudProxy;

  beforeEach(async () => {
    tenant = await startTenant();
    proxy = await startCloudProxy(tenant, dirname(tenant.caFile));
  });

  afterEach(async () => {
    await proxy.close();
    await tenant.close();
  });

  async function connect(target: string): Promise<[IncomingMessage, Socket]> {
    const request = http.request(proxy.url, { method: "CONNECT", path: target, agent: false }).end();
    const [reply, socket] = await once(request, "connect");
    return [reply, socket];
  }

  async function ask(host: string, path: string, body?: string): Promise<[number | undefined, unknown]> {
    const [, socket] = await connect(`${host}:443`);
    const secure = tls.connect({ socket, servername: host, ca: await readFile(proxy.bundleFile) });
    const request = https.request({
      host,
      path,
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", "user-agent": "peer" },
      createConnection: () => secure,
    });
    request.end(body);
    const [reply]: IncomingMessage[] = await once(request, "response");
    const read = reply === undefined ? undefined : await json(reply);
    secure.destroy();
    return [reply?.statusCode, read];
  }

  it("brings what a client asks of the public cloud to the tenant, with its body and its user agent", async () => {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: tenant.env.ARM_CLIENT_ID ?? "",
      client_secret: tenant.env.ARM_CLIENT_SECRET ?? "",
      scope: "https://graph.microsoft.com/.default",
    });
    const path = `/${tenant.state.tenantId}/oauth2/v2.0/token`;
    expect((await ask("login.microsoftonline.com", path, form.toString()))[0]).toBe(200);
    expect((await ask("graph.microsoft.com", "/v1.0/groups"))[0]).toBe(401);
    expect(tenant.requests.list().map(({ target, userAgent }) => `${userAgent} ${target}`)).toEqual([
      `peer ${path}`,
      "peer /v1.0/groups",
    ]);
  });

  it("lets nothing leave the machine", async () => {
    const [reply, socket] = await connect("example.com:443");
    socket.destroy();
    expect(reply.statusCode).toBe(403);
  });
});
