import { connectivityState, credentials } from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import { plainLines } from "../text/plain-text.ts";

export type EngineLog = {
  /** Shows a message in the status line of a resource. Never fails: a lost message harms nothing. */
  status(urn: string, message: string): void;
  /** Writes a warning of a resource; settles when the engine has it, and never fails: then it is on standard error. */
  warn(urn: string, message: string): Promise<void>;
  /** Writes what is no warning into the log. Never fails: a lost message harms nothing. */
  note(urn: string, message: string): void;
  /** Calls back once when the engine cannot be reached any more. */
  onLost(callback: () => void): void;
  close(): void;
};

const silent: EngineLog = {
  status: () => undefined,
  warn: async (_, message) => onStandardError(message),
  note: () => undefined,
  onLost: () => undefined,
  close: () => undefined,
};

/** What must not be lost with the engine's log goes where the engine looks when a plugin fails. */
function onStandardError(message: string): void {
  process.stderr.write(plainLines(`warning: ${message}\n`));
}

/**
 * The engine's log, at the address that the engine gave when it started this plugin; a log that says
 * nothing where there is no address.
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/engine.proto
 */
export function connectEngineLog(address: string | undefined): EngineLog {
  if (address === undefined || address === "") {
    return silent;
  }
  const engine = new engineGrpc.EngineClient(address, credentials.createInsecure());
  const { INFO, WARNING } = enginePb.LogSeverity;
  return {
    status: (urn, message) => {
      engine.log(logRequest({ severity: INFO, urn, message, ephemeral: true }), () => undefined);
    },
    warn: (urn, message) =>
      new Promise((resolve) => {
        engine.log(logRequest({ severity: WARNING, urn, message, ephemeral: false }), (error) => {
          if (error !== null) {
            onStandardError(message);
          }
          resolve();
        });
      }),
    note: (urn, message) => {
      engine.log(logRequest({ severity: INFO, urn, message, ephemeral: false }), () => undefined);
    },
    onLost: (callback) => watch(engine, callback),
    close: () => engine.close(),
  };
}

type LogEntry = {
  severity: ReturnType<enginePb.LogRequest["getSeverity"]>;
  urn: string;
  message: string;
  ephemeral: boolean;
};

function logRequest({ severity, urn, message, ephemeral }: LogEntry): enginePb.LogRequest {
  const request = new enginePb.LogRequest();
  request.setSeverity(severity);
  request.setUrn(urn);
  request.setMessage(plainLines(message));
  request.setEphemeral(ephemeral);
  return request;
}

function watch(engine: InstanceType<typeof engineGrpc.EngineClient>, onLost: () => void): void {
  const channel = engine.getChannel();
  const state = channel.getConnectivityState(true);
  if (state === connectivityState.TRANSIENT_FAILURE) {
    onLost();
  } else if (state !== connectivityState.SHUTDOWN) {
    channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () => watch(engine, onLost));
  }
}
