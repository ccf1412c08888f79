import {
  credentials,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceError,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import callbackGrpc from "@pulumi/pulumi/proto/callback_grpc_pb.js";
import callbackPb from "@pulumi/pulumi/proto/callback_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import type * as pb from "@pulumi/pulumi/proto/resource_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { answer } from "./protocol.ts";

/** An engine's side of what a program registers: it accepts everything, keeps it, and does nothing. */
export type Monitor = {
  readonly address: string;
  /** What was registered, by name. */
  readonly registered: Map<string, pb.RegisterResourceRequest>;
  readonly outputs: Map<string, pb.RegisterResourceOutputsRequest>;
  readonly hooks: Map<string, pb.RegisterResourceHookRequest>;
  /** Before each registration is accepted; what it throws is the registration's error. */
  during: (request: pb.RegisterResourceRequest) => Promise<void>;
  /** Calls a hook back, as the engine does before or after a step. */
  callHook(name: string): Promise<string>;
  kill(): void;
};

const features = Object.values(resourcePb.ResourceMonitorFeature).filter(
  (value) => typeof value === "number",
);

export async function startMonitor(stack = "dev"): Promise<Monitor> {
  const monitor: Omit<Monitor, "address" | "kill"> = {
    registered: new Map(),
    outputs: new Map(),
    hooks: new Map(),
    during: async () => undefined,
    async callHook(name) {
      const callback = monitor.hooks.get(name)?.getCallback();
      const client = new callbackGrpc.CallbacksClient(
        String(callback?.getTarget()),
        credentials.createInsecure(),
      );
      const request = new callbackPb.CallbackInvokeRequest().setToken(String(callback?.getToken()));
      request.setRequest(new resourcePb.ResourceHookRequest().serializeBinary());
      const called = await answer<callbackPb.CallbackInvokeResponse>((done) => client.invoke(request, done));
      client.close();
      return resourcePb.ResourceHookResponse.deserializeBinary(called.getResponse_asU8()).getError();
    },
  };
  const server = new Server();
  server.addService(resourceGrpc.ResourceMonitorService, serviceOf(monitor, stack));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return Object.assign(monitor, { address: `127.0.0.1:${port}`, kill: () => server.forceShutdown() });
}

function serviceOf(monitor: Omit<Monitor, "address" | "kill">, stack: string): UntypedServiceImplementation {
  return {
    getDeploymentInfo: handle(() => new resourcePb.DeploymentInfo().setSupportedfeaturesList(features)),
    registerResource: handle(async (request: pb.RegisterResourceRequest) => {
      await monitor.during(request);
      monitor.registered.set(request.getName(), request);
      const response = new resourcePb.RegisterResourceResponse();
      response.setUrn(`urn:pulumi:${stack}::library::${request.getType()}::${request.getName()}`);
      response.setId(request.getCustom() ? `${request.getName()}-id` : "");
      return response.setObject(request.getObject());
    }),
    registerResourceOutputs: handle((request: pb.RegisterResourceOutputsRequest) => {
      monitor.outputs.set(String(request.getUrn().split("::").at(-1)), request);
      return new emptyPb.Empty();
    }),
    registerResourceHook: handle((request: pb.RegisterResourceHookRequest) => {
      monitor.hooks.set(request.getName(), request);
      return new emptyPb.Empty();
    }),
  };
}

function handle<Request, Response>(work: (request: Request) => Response | Promise<Response>) {
  return async (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
    try {
      callback(null, await work(call.request));
    } catch (error) {
      const failure: Partial<ServiceError> = { code: status.UNKNOWN, details: String(error) };
      callback(failure);
    }
  };
}
