import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { makeAuthority, makeServerCertificate } from "../../../tenant/http/certificates.ts";

export type Received = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

/** What the server does with a request: an answer, `raw` bytes in its place, or "cut" the connection, or "silence". */
export type Reply =
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | { raw: string }
  | "cut"
  | "cutBody"
  | "silence";

export type TestServer = {
  origin: string;
  host: string;
  received: Received[];
  /** The URLs of requests whose client went away before it had an answer. */
  dropped: string[];
  close(): Promise<void>;
};

/** An HTTPS server on loopback whose authority this process trusts, unless `trusted` is false. */
export async function startServer(
  reply: (request: Received, index: number) => Reply | Promise<Reply>,
  { trusted = true }: { trusted?: boolean } = {},
): Promise<TestServer> {
  const authority = await makeAuthority();
  const { key, certificate } = await makeServerCertificate(authority);
  if (trusted) {
    trust(authority.certificate.toString("pem"));
  }
  const received: Received[] = [];
  const dropped: string[] = [];
  const server = https.createServer({ key, cert: certificate }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const { method = "", url = "", headers } = request;
    const seen = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
    response.on("close", () => {
      if (!response.writableFinished) {
        dropped.push(url);
      }
    });
    const answer = await reply(seen, received.push(seen) - 1);
    if (answer === "silence") {
      return;
    }
    if (answer === "cut") {
      return request.socket.destroy();
    }
    if (typeof answer === "object" && "raw" in answer) {
      return request.socket.end(answer.raw);
    }
    if (answer === "cutBody") {
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => request.socket.destroy());
      return;
    }
    const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `localhost:${portOf(server.address())}`;
  return {
    origin: `https://${host}`,
    host,
    received,
    dropped,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Makes this process trust one more certificate authority. */
export function trust(pem: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), pem]);
}

export function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === "string") {
    throw new TypeError("The server has no port.");
  }
  return address.port;
}
