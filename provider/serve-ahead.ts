import net from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { z } from "zod";
import { SharedRun } from "./engine-run.ts";
import type { ProviderSource } from "./provider.ts";
import { serverOptions } from "./serve.ts";
import { providerService } from "./server.ts";

/** How long a process whose launcher was killed waits for the engine's next connection: between two phases there is none. */
const millisecondsBetweenPhases = 2_000;

/**
 * The main function of a plugin's process that a launcher starts before the engine, so that it is loaded and signed in
 * when the engine attaches to it (`PULUMI_DEBUG_PROVIDERS`). It serves on the socket that the launcher sends it: the
 * engine may connect before this process listens. Each of the engine's connections is a provider of its own, as if a
 * process had been started for it. It ends when the launcher says so; where that was killed, when the engine has gone.
 *
 * @param source The provider, which is loaded at once.
 * @throws what loading it throws.
 */
export async function serveAhead<Config extends z.ZodObject, Client>(
  source: ProviderSource<Config, Client>,
): Promise<void> {
  const run = new SharedRun<Config, Client>();
  const engines = new Set<net.Socket>();
  let isAlone = false;
  const endWithoutEngine = () => {
    if (isAlone && engines.size === 0) {
      setTimeout(() => engines.size === 0 && process.exit(0), millisecondsBetweenPhases);
    }
  };
  process.once("message", (_, server) => {
    if (server instanceof net.Server) {
      server.on("connection", (socket) => {
        engines.add(socket);
        socket.once("close", () => {
          engines.delete(socket);
          if (engines.size === 0) {
            run.endOperation();
          }
          endWithoutEngine();
        });
        serveConnection(source, run, socket);
      });
    }
  });
  process.once("disconnect", () => {
    isAlone = true;
    endWithoutEngine();
  });
  // The engine passes Ctrl-C on, by `Cancel`, and then waits for the calls that are under way.
  process.on("SIGINT", () => undefined);
  process.once("SIGTERM", () => process.exit(0));
  await run.prepare(await source.load());
}

function serveConnection<Config extends z.ZodObject, Client>(
  source: ProviderSource<Config, Client>,
  run: SharedRun<Config, Client>,
  socket: net.Socket,
): void {
  const server = new Server(serverOptions);
  server.addService(providerGrpc.ResourceProviderService, providerService(source, undefined, run));
  server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(socket);
  socket.once("close", () => server.forceShutdown());
}
