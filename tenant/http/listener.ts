import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { ConnectionCut } from "../control/faults.ts";
import type { Message, Reply } from "./message.ts";

/** Makes a server respond with what `serve` returns; where it throws `ConnectionCut`, the connection is closed without a response. */
export function serveWith(server: Server, serve: (message: Message) => Promise<Reply>): void {
  server.on("request", (request, response) => {
    respond(request, response, serve).catch(() => request.socket.destroy());
  });
}

/** Starts to listen on loopback; returns the port. Port 0: any free one. */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Stops listening and closes every connection. */
export async function stopListening(server: Server): Promise<void> {
  if (!server.listening) {
    return;
  }
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  serve: (message: Message) => Promise<Reply>,
): Promise<void> {
  const message = await messageOf(request);
  const reply = await serve(message).catch((error: unknown) => unexpected(error));
  write(response, reply);
}

async function messageOf(request: IncomingMessage): Promise<Message> {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return {
    method: request.method ?? "GET",
    target: (request.url ?? "/").replace(/^\/{2,}/, "/"),
    headers: Object.fromEntries(headers),
    body: await text(request),
  };
}

/** An error of the tenant itself must be seen, not taken for an injected fault. */
function unexpected(error: unknown): Reply {
  if (error instanceof ConnectionCut) {
    throw error;
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`embedded tenant: ${message}\n`);
  return {
    status: 500,
    body: {
      error: { code: "InternalServerError", message: "The embedded tenant itself failed; see its stderr." },
    },
  };
}

const json =
  "application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8";

function write(response: ServerResponse, reply: Reply): void {
  const isText = typeof reply.body === "string";
  const content = isText ? String(reply.body) : JSON.stringify(reply.body);
  if (reply.body === undefined) {
    response.writeHead(reply.status, { ...reply.headers }).end();
    return;
  }
  const contentType = isText ? "text/plain" : json;
  response
    .writeHead(reply.status, { "content-type": contentType, "cache-control": "no-cache", ...reply.headers })
    .end(content);
}
