import { EventEmitter, on } from "node:events";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";

type LogCall = ServerUnaryCall<enginePb.LogRequest, emptyPb.Empty>;

type LoggedMessage = { severity: number; urn: string; message: string; ephemeral: boolean };

/** An engine that keeps a log, and does nothing else. */
export type Engine = {
  readonly address: string;
  /** The next message, in the order in which they came. */
  nextMessage(): Promise<LoggedMessage>;
  /** Goes away at once, as an engine does that is killed. */
  kill(): void;
};

export async function startEngine(): Promise<Engine> {
  const log = new EventEmitter();
  const messages = on(log, "message");
  const server = new Server();
  server.addService(engineGrpc.EngineService, {
    log({ request }: LogCall, callback: sendUnaryData<emptyPb.Empty>) {
      log.emit("message", {
        severity: request.getSeverity(),
        urn: request.getUrn(),
        message: request.getMessage(),
        ephemeral: request.getEphemeral(),
      });
      callback(null, new emptyPb.Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    async nextMessage() {
      const [message] = (await messages.next()).value ?? [];
      return message;
    },
    kill: () => server.forceShutdown(),
  };
}
