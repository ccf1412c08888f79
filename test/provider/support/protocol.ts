import { credentials, type ServiceError } from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import rpcStatus from "@pulumi/pulumi/proto/status_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { Issue } from "../../../provider/check.ts";
import { decodeProperties, encodeProperties, type PropertyMap } from "../../../provider/values.ts";
import {
  type Checked,
  type Differences,
  diffRequest,
  type ReadBack,
  toChecked,
  toDifferences,
  toFault,
  toReadBack,
} from "./messages.ts";

type State = { readonly inputs?: PropertyMap; readonly properties?: PropertyMap };

type CallOptions = {
  readonly preview?: boolean;
  /** The resource's custom timeout, in seconds. */
  readonly timeout?: number;
};

/** What the engine finds in the trailer of a call that made a part of a resource. */
type InitFailure = ReadBack & { readonly reasons: string[] };

/** The engine's side of the provider protocol, in property maps instead of messages. Failed calls reject with a ServiceError. */
export type Protocol = {
  schema(version?: number): Promise<unknown>;
  handshake(engineAddress: string): Promise<{ acceptSecrets: boolean }>;
  attach(engineAddress: string): Promise<void>;
  pluginVersion(): Promise<string>;
  checkConfig(news: PropertyMap): Promise<Checked>;
  diffConfig(olds: PropertyMap, news: PropertyMap): Promise<Differences>;
  configure(args?: PropertyMap): Promise<{ acceptSecrets: boolean; supportsPreview: boolean }>;
  invoke(token: string, args: PropertyMap): Promise<{ result: PropertyMap; issues: Issue[] }>;
  check(urn: string, news: PropertyMap, olds?: PropertyMap): Promise<Checked>;
  /** `olds` are the old inputs. */
  diff(urn: string, olds: PropertyMap, news: PropertyMap, id?: string): Promise<Differences>;
  create(
    urn: string,
    inputs: PropertyMap,
    options?: CallOptions,
  ): Promise<{ id: string; properties: PropertyMap }>;
  /** Without a state it is an import. Undefined when the resource does not exist. */
  read(urn: string, id: string, state?: State): Promise<ReadBack | undefined>;
  update(
    urn: string,
    id: string,
    news: PropertyMap,
    old: State,
    options?: CallOptions,
  ): Promise<{ properties: PropertyMap }>;
  delete(urn: string, id: string, old: State, options?: CallOptions): Promise<void>;
  cancel(): Promise<void>;
  /** The generated client, for the calls that have no method here. */
  readonly raw: InstanceType<typeof providerGrpc.ResourceProviderClient>;
  close(): void;
};

/** The URN of a resource of that type in a stack of these tests. */
export function urnOf(type: string, name = "example"): string {
  return `urn:pulumi:dev::pin-reset::pin-reset:index:Parent$${type}::${name}`;
}

/** A client of the provider that listens on that port of loopback. */
export function connectProtocol(port: number): Protocol {
  const raw = new providerGrpc.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
    // As the engine has it: a connection for each of its providers.
    "grpc.use_local_subchannel_pool": 1,
  });
  return { ...providerCalls(raw), ...resourceCalls(raw), raw, close: () => raw.close() };
}

type Raw = Protocol["raw"];

type ProviderCalls = Pick<
  Protocol,
  | "schema"
  | "handshake"
  | "attach"
  | "pluginVersion"
  | "checkConfig"
  | "diffConfig"
  | "configure"
  | "invoke"
  | "cancel"
>;

function providerCalls(raw: Raw): ProviderCalls {
  return {
    async schema(version = 0) {
      const request = new provider.GetSchemaRequest().setVersion(version);
      const response = await answer<pb.GetSchemaResponse>((done) => raw.getSchema(request, done));
      return JSON.parse(response.getSchema());
    },
    async handshake(engineAddress) {
      const request = new provider.ProviderHandshakeRequest().setEngineAddress(engineAddress);
      const response = await answer<pb.ProviderHandshakeResponse>((done) => raw.handshake(request, done));
      return { acceptSecrets: response.getAcceptSecrets() };
    },
    async attach(engineAddress) {
      const request = new pluginPb.PluginAttach().setAddress(engineAddress);
      await answer<emptyPb.Empty>((done) => raw.attach(request, done));
    },
    async pluginVersion() {
      const info = await answer<{ getVersion(): string }>((done) =>
        raw.getPluginInfo(new emptyPb.Empty(), done),
      );
      return info.getVersion();
    },
    async checkConfig(news) {
      const request = new provider.CheckRequest().setNews(encodeProperties(news));
      return toChecked(await answer<pb.CheckResponse>((done) => raw.checkConfig(request, done)));
    },
    async diffConfig(olds, news) {
      const request = diffRequest(olds, news);
      return toDifferences(await answer<pb.DiffResponse>((done) => raw.diffConfig(request, done)));
    },
    async configure(args = {}) {
      const request = new provider.ConfigureRequest().setArgs(encodeProperties(args));
      const response = await answer<pb.ConfigureResponse>((done) => raw.configure(request, done));
      return { acceptSecrets: response.getAcceptsecrets(), supportsPreview: response.getSupportspreview() };
    },
    async invoke(token, args) {
      const request = new provider.InvokeRequest().setTok(token).setArgs(encodeProperties(args));
      const response = await answer<pb.InvokeResponse>((done) => raw.invoke(request, done));
      return {
        result: decodeProperties(response.getReturn()),
        issues: response.getFailuresList().map(toFault),
      };
    },
    async cancel() {
      await answer<emptyPb.Empty>((done) => raw.cancel(new emptyPb.Empty(), done));
    },
  };
}

type ResourceCalls = Pick<Protocol, "check" | "diff" | "create" | "read" | "update" | "delete">;

function resourceCalls(raw: Raw): ResourceCalls {
  return {
    async check(urn, news, olds = {}) {
      const request = new provider.CheckRequest().setUrn(urn);
      request.setNews(encodeProperties(news)).setOlds(encodeProperties(olds));
      return toChecked(await answer<pb.CheckResponse>((done) => raw.check(request, done)));
    },
    async diff(urn, olds, news, id = "") {
      const request = diffRequest(olds, news).setUrn(urn).setId(id);
      return toDifferences(await answer<pb.DiffResponse>((done) => raw.diff(request, done)));
    },
    async create(urn, inputs, options = {}) {
      const request = new provider.CreateRequest().setUrn(urn).setProperties(encodeProperties(inputs));
      request.setPreview(options.preview ?? false).setTimeout(options.timeout ?? 0);
      const response = await answer<pb.CreateResponse>((done) => raw.create(request, done));
      return { id: response.getId(), properties: decodeProperties(response.getProperties()) };
    },
    async read(urn, id, state = {}) {
      const request = new provider.ReadRequest().setUrn(urn).setId(id);
      request.setInputs(encodeProperties(state.inputs ?? {}));
      request.setProperties(encodeProperties(state.properties ?? {}));
      const response = await answer<pb.ReadResponse>((done) => raw.read(request, done));
      return response.getId() === "" ? undefined : toReadBack(response);
    },
    async update(urn, id, news, old, options = {}) {
      const request = new provider.UpdateRequest().setUrn(urn).setId(id).setNews(encodeProperties(news));
      request.setOldInputs(encodeProperties(old.inputs ?? {}));
      request.setOlds(encodeProperties(old.properties ?? {}));
      request.setPreview(options.preview ?? false).setTimeout(options.timeout ?? 0);
      const response = await answer<pb.UpdateResponse>((done) => raw.update(request, done));
      return { properties: decodeProperties(response.getProperties()) };
    },
    async delete(urn, id, old, options = {}) {
      const request = new provider.DeleteRequest()
        .setUrn(urn)
        .setId(id)
        .setTimeout(options.timeout ?? 0);
      request.setOldInputs(encodeProperties(old.inputs ?? {}));
      request.setProperties(encodeProperties(old.properties ?? {}));
      await answer<emptyPb.Empty>((done) => raw.delete(request, done));
    },
  };
}

/** The answer to one call: `send` makes it, with the callback that it is given. Rejects with a ServiceError. */
export function answer<Response>(
  send: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

/** The error of a call that must fail. Raises when it does not. */
export async function failureOf(call: Promise<unknown>): Promise<ServiceError> {
  try {
    await call;
  } catch (error) {
    if (isServiceError(error)) {
      return error;
    }
    throw error;
  }
  throw new Error("the call succeeded, but it must fail");
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && "details" in error && "metadata" in error;
}

/** What a call that made a part of a resource says of it, by the trailer that the engine reads. */
export function initFailureOf(error: ServiceError): InitFailure {
  const [body] = error.metadata.get("grpc-status-details-bin");
  if (!(body instanceof Buffer)) {
    throw new Error(`no details came with the error: ${error.details}`);
  }
  const [packed] = rpcStatus.Status.deserializeBinary(body).getDetailsList();
  const detail = packed?.unpack(
    provider.ErrorResourceInitFailed.deserializeBinary,
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (!detail) {
    throw new Error(`the details are no ErrorResourceInitFailed: ${packed?.getTypeName()}`);
  }
  return { ...toReadBack(detail), reasons: detail.getReasonsList() };
}
