import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Server } from "node:http";
import { untilAborted } from "../abort.ts";

const listening = "tracing:net.server.listen:asyncStart";

/**
 * What `work` gives, or the rejection with the signal's reason as soon as that is aborted: HTTP servers that began to
 * listen meanwhile are closed then. For libraries that wait for a browser and take no signal.
 * Source: https://nodejs.org/api/diagnostics_channel.html#net
 */
export async function endingListeners<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const servers: Server[] = [];
  const note = (message: unknown) => {
    const server = typeof message === "object" && message && "server" in message ? message.server : undefined;
    if (server instanceof Server) {
      servers.push(server);
    }
  };
  const close = () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };
  signal.throwIfAborted();
  subscribe(listening, note);
  signal.addEventListener("abort", close, { once: true });
  try {
    return await untilAborted(signal, work());
  } finally {
    unsubscribe(listening, note);
    signal.removeEventListener("abort", close);
  }
}
