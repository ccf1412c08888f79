import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { makeAuthority, makeServerCertificate } from "../../../tenant/http/certificates.ts";
import { portOf } from "./server.ts";

type Request = { method: string; url: URL; authorization: string | undefined; body: string };

/** All hosts beyond this machine, as a process meets them that goes through the proxy of `env`. */
export type Outside = {
  /** The variables with which a process goes there, and trusts what it meets. */
  readonly env: Readonly<Record<string, string>>;
  /** Each host and port that a connection was asked for, once. */
  readonly asked: ReadonlySet<string>;
  /** Every request, under the host that it was meant for. */
  readonly requests: readonly Request[];
  close(): Promise<void>;
};

/** Stands for `hosts`, over TLS and by their names, and answers in their place; any other is as the machine reaches it. */
export async function startOutside(
  hosts: readonly string[],
  answer: (request: Request) => Response,
): Promise<Outside> {
  const asked = new Set<string>();
  const requests: Request[] = [];
  const authority = await makeAuthority();
  const { key, certificate } = await makeServerCertificate(authority, hosts);
  const inside = https.createServer({ key, cert: certificate }, async (incoming, outgoing) => {
    const { method = "", headers } = incoming;
    const url = new URL(`https://${headers.host}${incoming.url}`);
    const request = { method, url, authorization: headers.authorization, body: await text(incoming) };
    requests.push(request);
    const given = answer(request);
    outgoing.writeHead(given.status, Object.fromEntries(given.headers)).end(await given.text());
  });
  const proxy = http.createServer().on("connect", ({ url = "" }, socket: Duplex) => {
    asked.add(url);
    const { hostname, port } = new URL(`tcp://${url}`);
    const onward = hosts.includes(hostname)
      ? net.connect(portOf(inside.address()), "127.0.0.1")
      : net.connect(Number(port), hostname);
    onward.once("connect", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  for (const server of [inside, proxy]) {
    await once(server.listen(0, "127.0.0.1"), "listening");
  }
  const directory = await mkdtemp(path.join(tmpdir(), "outside-"));
  const authorityFile = path.join(directory, "authority.pem");
  await writeFile(authorityFile, authority.certificate.toString("pem"));
  const address = `http://127.0.0.1:${portOf(proxy.address())}`;
  return {
    env: {
      HTTPS_PROXY: address,
      https_proxy: address,
      NO_PROXY: "",
      no_proxy: "",
      NODE_USE_ENV_PROXY: "1",
      NODE_EXTRA_CA_CERTS: authorityFile,
    },
    asked,
    requests,
    async close() {
      for (const server of [inside, proxy]) {
        server.close();
        server.closeAllConnections();
      }
      await rm(directory, { recursive: true });
    },
  };
}
