import net from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { z } from "zod";
import { SharedRun } from "./engine-run.ts";
import { isRunning } from "./is-running.ts";
import type { ProviderSource } from "./provider.ts";
import { serverOptions } from "./serve.ts";
import { providerService } from "./server.ts";

/** How long a process whose launcher was killed waits for the engine's next connection, or looks for the CLI, in milliseconds. */
const betweenPhases = 2_000;

/** The longest that it waits so, in milliseconds: where no process collects those that ended, the CLI seems to run for ever. */
const longestWait = 600_000;

/**
 * The main function of a plugin's process that a launcher starts before the engine, so that it is loaded and signed in
 * when the engine attaches to it (`PULUMI_DEBUG_PROVIDERS`). It serves on the socket that the launcher sends it: the
 * engine may connect before this process listens. Each of the engine's connections is a provider of its own, as if a
 * process had been started for it. With `prepares` it does ahead what the environment alone configures. It ends when the
 * launcher does; where that was killed, when the engine has gone, and the CLI whose process id the launcher sent: a program
 * may take long until it needs this plugin.
 *
 * @param source The provider, which is loaded at once.
 * @throws what loading it throws.
 */
export async function serveAhead<Config extends z.ZodObject, Client>(
  source: ProviderSource<Config, Client>,
  { prepares }: { readonly prepares: boolean },
): Promise<void> {
  const run = new SharedRun<Config, Client>();
  const engines = new Set<net.Socket>();
  let isAlone = false;
  let cli: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const endWithoutEngine = (waited = 0) => {
    clearTimeout(timer);
    if (isAlone && engines.size === 0) {
      timer = setTimeout(() => {
        if (cli === undefined || !isRunning(cli) || waited >= longestWait) {
          process.exit(0);
        }
        endWithoutEngine(waited + betweenPhases);
      }, betweenPhases);
    }
  };
  process.on("message", (message, server) => {
    if (typeof message === "number") {
      cli = message;
    }
    if (server instanceof net.Server) {
      server.on("connection", (socket) => {
        clearTimeout(timer);
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
  // It is read by no one once the launcher has gone, and an error that is not listened to would end a run half done.
  process.stderr.on("error", () => undefined);
  // The engine passes Ctrl-C on, by `Cancel`, and then waits for the calls that are under way.
  process.on("SIGINT", () => undefined);
  process.once("SIGTERM", () => process.exit(0));
  const provider = await source.load();
  if (prepares) {
    await run.prepare(provider);
  }
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
