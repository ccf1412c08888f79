import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { makeAuthority, makeServerCertificate } from "../../../tenant/http/certificates.ts";
import type { Tenant } from "../../../tenant/server.ts";

/** The hosts of the public cloud whose place the embedded tenant takes. */
const cloudHosts = ["login.microsoftonline.com", "graph.microsoft.com"];

/** A proxy that a client reaches the embedded tenant by, which knows the public cloud alone. */
export type CloudProxy = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** PEM file of all that its clients must trust. */
  readonly bundleFile: string;
  close(): Promise<void>;
};

/**
 * Starts an HTTP proxy on loopback. What a client asks of sign-in and Graph of the public cloud goes to the tenant; it
 * refuses a connection to any other host but the tenant, so that nothing leaves the machine.
 *
 * @param folder Gets the file of what clients must trust: an authority of its own beside what the tenant's clients trust.
 */
export async function startCloudProxy(tenant: Tenant, folder: string): Promise<CloudProxy> {
  const authority = await makeAuthority();
  const { key, certificate } = await makeServerCertificate(authority, [...cloudHosts, "localhost"]);
  const bundleFile = join(folder, "cloud-bundle.pem");
  const trusted = await readFile(tenant.env.SSL_CERT_FILE ?? "", "utf8");
  await writeFile(bundleFile, `${authority.certificate.toString("pem")}\n${trusted}`);
  const agent = new https.Agent({ keepAlive: true, ca: await readFile(tenant.caFile) });
  const inside = https.createServer({ key, cert: certificate }, (request, response) => {
    forward(request, response, tenant, agent).catch(() => response.destroy());
  });
  const proxy = http.createServer((_request, response) => {
    response.writeHead(405).end();
  });
  proxy.on("connect", (request, socket, head) => {
    if (![...cloudHosts.map((host) => `${host}:443`), tenant.host].includes(request.url ?? "")) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    socket.unshift(head);
    inside.emit("connection", socket);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    bundleFile,
    async close() {
      agent.destroy();
      inside.closeAllConnections();
      const closed = once(proxy, "close");
      proxy.close();
      proxy.closeAllConnections();
      await closed;
    },
  };
}

async function forward(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { origin, host }: Tenant,
  agent: https.Agent,
): Promise<void> {
  const onward = https.request(new URL(request.url ?? "/", origin), {
    agent,
    method: request.method ?? "GET",
    headers: { ...request.headers, host },
  });
  const replied = once(onward, "response");
  await pipeline(request, onward);
  const [reply]: http.IncomingMessage[] = await replied;
  response.writeHead(reply?.statusCode ?? 502, reply?.headers);
  await pipeline(reply ?? [], response);
}
