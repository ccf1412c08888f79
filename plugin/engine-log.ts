import { connectivityState, credentials } from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";

export type EngineLog = {
  /** Shows a message in the status line of a resource. Never fails: a lost message harms nothing. */
  status(urn: string, message: string): void;
  /** Calls back once when the engine cannot be reached any more. */
  onLost(callback: () => void): void;
  close(): void;
};

const silent: EngineLog = { status: () => undefined, onLost: () => undefined, close: () => undefined };

/**
 * The engine's log, at the address that the engine gave when it started this plugin; a log that says
 * nothing where there is no address.
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/engine.proto
 */
export function connectEngineLog(address: string | undefined): EngineLog {
  if (address === undefined || address === "") return silent;
  const engine = new engineGrpc.EngineClient(address, credentials.createInsecure());
  return {
    status(urn, message) {
      const request = new enginePb.LogRequest();
      request.setSeverity(enginePb.LogSeverity.INFO);
      request.setUrn(urn);
      request.setMessage(message);
      request.setEphemeral(true);
      engine.log(request, () => undefined);
    },
    onLost: (callback) => watch(engine, callback),
    close: () => engine.close(),
  };
}

function watch(engine: InstanceType<typeof engineGrpc.EngineClient>, onLost: () => void): void {
  const channel = engine.getChannel();
  const state = channel.getConnectivityState(true);
  if (state === connectivityState.TRANSIENT_FAILURE) onLost();
  else if (state !== connectivityState.SHUTDOWN) {
    channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () => watch(engine, onLost));
  }
}
