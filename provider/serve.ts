import { Server, ServerCredentials } from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { z } from "zod";
import { connectEngineLog } from "./engine-log.ts";
import type { ProviderSource } from "./provider.ts";
import { providerService } from "./server.ts";

/** Pulumi's own limit on a message, 400 MiB: a stack's properties may be large. */
const messageLimit = 400 * 1024 * 1024;

/** The options of every gRPC server that serves a provider. */
export const serverOptions = {
  "grpc.max_receive_message_length": messageLimit,
  "grpc.max_send_message_length": messageLimit,
};

export type Serving = { readonly port: number; stop(): Promise<void> };

/**
 * Serves a provider on loopback, on a port that the system chooses.
 *
 * @throws Error of gRPC when it cannot listen.
 */
export async function startProvider<Config extends z.ZodObject, Client>(
  source: ProviderSource<Config, Client>,
  engineAddress?: string,
): Promise<Serving> {
  const server = new Server(serverOptions);
  server.addService(providerGrpc.ResourceProviderService, providerService(source, engineAddress));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    port,
    stop: () => new Promise<void>((resolve) => server.tryShutdown(() => resolve())),
  };
}

/**
 * The main function of a plugin's process: serves the provider, tells the engine the port on standard
 * output, and ends with the engine, also when that was killed.
 * Source: https://pulumi-developer-docs.readthedocs.io/latest/docs/architecture/providers/implementers-guide.html
 */
export async function serveProvider<Config extends z.ZodObject, Client>(
  source: ProviderSource<Config, Client>,
): Promise<void> {
  const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
  const serving = await startProvider(source, engineAddress);
  connectEngineLog(engineAddress).onLost(() => process.exit(1));
  // How the engine ends a plugin. Without a handler Node.js would end too, but not keep its compile cache.
  process.once("SIGINT", () => process.exit(0));
  process.once("SIGTERM", () => process.exit(0));
  process.stdout.write(`${serving.port}\n`);
}
