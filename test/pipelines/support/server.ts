import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { text } from "node:stream/consumers";

export type Call = {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  /** Empty where none was sent. */
  body: Readonly<Record<string, unknown>>;
};
type Reply = { status: number; body?: unknown; link?: string };

/** Serves JSON on loopback until it is closed: over plain HTTP, or over TLS with a certificate for localhost. */
export async function startServer(
  answer: (call: Call) => Reply,
  certificate?: { key: string; cert: string },
): Promise<{ origin: string; close: () => Promise<void> }> {
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", headers } = request;
    const sent = await text(request);
    const url = new URL(request.url ?? "", origin);
    const { status, body, link } = answer({
      method,
      url,
      headers,
      body: parse(sent, headers["content-type"]),
    });
    response.writeHead(status, { "content-type": "application/json", ...(link && { link }) });
    response.end(JSON.stringify(body));
  };
  const server = certificate ? createTlsServer(certificate, serve) : createServer(serve);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("The server has no port");
  }
  const origin = certificate ? `https://localhost:${address.port}` : `http://127.0.0.1:${address.port}`;
  return {
    origin,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function parse(sent: string, type = ""): Call["body"] {
  if (sent === "") {
    return {};
  }
  const isForm = type.startsWith("application/x-www-form-urlencoded");
  return isForm ? Object.fromEntries(new URLSearchParams(sent)) : JSON.parse(sent);
}
