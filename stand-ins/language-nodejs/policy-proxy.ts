import { Client, credentials, type handleUnaryCall, Server, ServerCredentials, status } from "@grpc/grpc-js";
import analyzer from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerMessages, { type AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb.js";

/** What takes a policy pack's place until it runs. */
export type PolicyProxy = {
  /** The port on loopback that the engine is told. */
  readonly port: number;
  close(): void;
};

const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/**
 * Serves a policy pack to the engine, and starts it once the engine has said what the stack is: @pulumi/policy has it from
 * its environment, and the engine says it by `ConfigureStack`. Every other call is passed on as it is.
 * Source: https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/policy_proxy.go
 *
 * @param start Starts the policy pack and returns its port; called once. The stack is undefined where the engine asks
 *   something else first.
 */
export async function servePolicyProxy(
  start: (stack: AnalyzerStackConfigureRequest | undefined) => Promise<number>,
): Promise<PolicyProxy> {
  let started: Promise<Client> | undefined;
  const connect = (stack?: AnalyzerStackConfigureRequest) => {
    started ??= start(stack).then(
      (port) => new Client(`127.0.0.1:${port}`, credentials.createInsecure(), unlimited),
    );
    return started;
  };
  const answer = async (name: string, path: string, request: Buffer): Promise<Buffer> => {
    if (name === "handshake") {
      return Buffer.from(new analyzerMessages.AnalyzerHandshakeResponse().serializeBinary());
    }
    const isStack = name === "configureStack";
    const client = await connect(
      isStack ? analyzerMessages.AnalyzerStackConfigureRequest.deserializeBinary(request) : undefined,
    );
    return passOn(client, path, request);
  };
  const server = new Server(unlimited);
  const methods = Object.entries<{ readonly path: string }>(analyzer.AnalyzerService);
  server.addService(
    Object.fromEntries(methods.map(([name, { path }]) => [name, { ...asBytes, path }])),
    Object.fromEntries(
      methods.map(([name, { path }]) => [name, unary((request) => answer(name, path, request))]),
    ),
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (fault, bound) =>
      fault === null ? resolve(bound) : reject(fault),
    ),
  );
  return {
    port,
    close() {
      server.forceShutdown();
      started?.then(
        (client) => client.close(),
        () => undefined,
      );
    },
  };
}

const same = (bytes: Buffer): Buffer => bytes;
const asBytes = {
  requestStream: false,
  responseStream: false,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
};

function passOn(client: Client, path: string, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    client.makeUnaryRequest(path, same, same, request, (fault, response) =>
      fault === null ? resolve(response ?? Buffer.alloc(0)) : reject(fault),
    ),
  );
}

function unary(respond: (request: Buffer) => Promise<Buffer>): handleUnaryCall<Buffer, Buffer> {
  return (call, callback) => {
    respond(call.request).then(
      (response) => callback(null, response),
      (fault: { code?: number; details?: string; message?: string }) =>
        callback({ code: fault.code ?? status.UNKNOWN, details: fault.details ?? String(fault.message) }),
    );
  };
}
