import { once } from "node:events";
import http, { type IncomingHttpHeaders } from "node:http";
import { onTestFinished } from "vitest";

/** What a server replies: a body, undefined for 404, null for 500. */
type Reply = (url: string, headers: IncomingHttpHeaders) => string | undefined | null;

/** Starts a server of JSON for one test, which notes what it was asked for. */
export async function listening(reply: Reply): Promise<{ url: string; urls: string[] }> {
  const urls: string[] = [];
  const server = http.createServer((request, response) => {
    const url = request.url ?? "";
    urls.push(url);
    const body = reply(url, request.headers);
    response.statusCode = body === undefined ? 404 : body === null ? 500 : 200;
    response.end(body ?? "{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, urls };
}
