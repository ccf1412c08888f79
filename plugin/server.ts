import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { z } from "zod";
import { checkSettings, diffSettings, parseSettings } from "./configuration.ts";
import { connectEngineLog, type EngineLog } from "./engine-log.ts";
import { type ResourceCall, resourceHandlers, toCheckFailure, toDiffResponse } from "./handlers.ts";
import type { Provider } from "./provider.ts";
import type { CallContext, Resource } from "./resource.ts";
import { InvalidArgument, unary } from "./rpc.ts";
import { packageSchema } from "./schema.ts";
import { decodeProperties, encodeProperties } from "./values.ts";

/**
 * The Pulumi provider protocol for one provider. `engineAddress` is where the engine listens, as it passes
 * it to a plugin that it starts; without it nothing is written to the engine's log. The calls that have no
 * handler here are answered with UNIMPLEMENTED, by gRPC itself.
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
export function providerService<Config extends z.ZodObject, Client>(
  served: Provider<Config, Client>,
  engineAddress?: string,
): UntypedServiceImplementation {
  const server = new ProviderServer(served, engineAddress);
  const resources = resourceHandlers<Client>(server);
  return {
    handshake: unary((request: pb.ProviderHandshakeRequest) => server.handshake(request)),
    getPluginInfo: unary(() => server.pluginInfo()),
    attach: unary((request: { getAddress(): string }) => server.attach(request.getAddress())),
    getSchema: unary((request: pb.GetSchemaRequest) => server.schema(request)),
    checkConfig: unary((request: pb.CheckRequest) => server.checkConfig(request)),
    diffConfig: unary((request: pb.DiffRequest) => server.diffConfig(request)),
    configure: unary((request: pb.ConfigureRequest) => server.configure(request)),
    invoke: unary((request: pb.InvokeRequest) => server.invoke(request)),
    check: unary(resources.check),
    diff: unary(resources.diff),
    create: unary(resources.create),
    read: unary(resources.read),
    update: unary(resources.update),
    delete: unary(async (request: pb.DeleteRequest) => {
      await resources.remove(request);
      return new emptyPb.Empty();
    }),
    cancel: unary(() => server.cancel()),
  };
}

class ProviderServer<Config extends z.ZodObject, Client> {
  readonly #provider: Provider<Config, Client>;
  readonly #resources: Map<string, Resource<Client>>;
  readonly #cancelled = new AbortController();
  #log: EngineLog;
  #client: Client | undefined;

  constructor(served: Provider<Config, Client>, engineAddress: string | undefined) {
    this.#provider = served;
    this.#resources = new Map(served.resources.map((resource) => [resource.token, resource]));
    this.#log = connectEngineLog(engineAddress);
  }

  handshake(request: pb.ProviderHandshakeRequest): pb.ProviderHandshakeResponse {
    this.attach(request.getEngineAddress());
    const response = new provider.ProviderHandshakeResponse();
    response.setAcceptSecrets(true);
    response.setSupportsAutonamingConfiguration(false);
    return response;
  }

  pluginInfo() {
    const response = new pluginPb.PluginInfo();
    response.setVersion(this.#provider.version);
    return response;
  }

  attach(address: string) {
    this.#log.close();
    this.#log = connectEngineLog(address);
    return new emptyPb.Empty();
  }

  schema(request: pb.GetSchemaRequest): pb.GetSchemaResponse {
    if (request.getVersion() !== 0) {
      throw new InvalidArgument(`schema version ${request.getVersion()} is not supported; ask for version 0`);
    }
    const response = new provider.GetSchemaResponse();
    response.setSchema(JSON.stringify(packageSchema(this.#provider)));
    return response;
  }

  checkConfig(request: pb.CheckRequest): pb.CheckResponse {
    const news = decodeProperties(request.getNews());
    const response = new provider.CheckResponse();
    response.setInputs(encodeProperties(news));
    response.setFailuresList(checkSettings(this.#provider, news).map(toCheckFailure));
    return response;
  }

  diffConfig(request: pb.DiffRequest): pb.DiffResponse {
    const olds = decodeProperties(request.getOldInputs() ?? request.getOlds());
    const { changes, replaces } = diffSettings(this.#provider, olds, decodeProperties(request.getNews()));
    return toDiffResponse(changes, replaces);
  }

  configure(request: pb.ConfigureRequest): pb.ConfigureResponse {
    const settings = parseSettings(this.#provider, decodeProperties(request.getArgs()));
    this.#client = this.#provider.connect(settings, (message) => this.#log.status("", message));
    const response = new provider.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    return response;
  }

  async invoke(request: pb.InvokeRequest): Promise<pb.InvokeResponse> {
    const called = this.#provider.functions.find(({ token }) => token === request.getTok());
    if (called === undefined) throw this.#unserved("function", request.getTok());
    const context = this.context({ getUrn: () => "" });
    const { result, faults } = await called.call(context, decodeProperties(request.getArgs()));
    const response = new provider.InvokeResponse();
    response.setReturn(encodeProperties(result));
    response.setFailuresList(faults.map(toCheckFailure));
    return response;
  }

  cancel() {
    this.#cancelled.abort(new Error("Cancelled: the engine asked this plugin to stop."));
    return new emptyPb.Empty();
  }

  resourceOf(urn: string): Resource<Client> {
    const token = typeOf(urn);
    const resource = this.#resources.get(token);
    if (resource === undefined) throw this.#unserved("resource", token);
    return resource;
  }

  context(call: ResourceCall): CallContext<Client> {
    if (this.#client === undefined) {
      throw new InvalidArgument(`${this.#provider.name}: the engine called before it configured this plugin`);
    }
    const seconds = call.getTimeout?.() ?? 0;
    const limits = seconds > 0 ? [timeoutSignal(seconds)] : [];
    return {
      client: this.#client,
      signal: AbortSignal.any([this.#cancelled.signal, ...limits]),
      report: (message) => this.#log.status(call.getUrn(), message),
    };
  }

  #unserved(kind: "resource" | "function", token: string): InvalidArgument {
    const served = (kind === "resource" ? this.#provider.resources : this.#provider.functions).map(
      (entry) => entry.token,
    );
    return new InvalidArgument(
      `${this.#provider.name} ${this.#provider.version} has no ${kind} ${token}; it has ${served.join(", ")}`,
    );
  }
}

/** The longest that a timer can wait, in milliseconds: after more than that it would fire at once. */
const longestTimer = 2 ** 31 - 1;

function timeoutSignal(seconds: number): AbortSignal {
  const controller = new AbortController();
  const passed = `The custom timeout of ${seconds} s has passed; raise it in this resource's customTimeouts option.`;
  setTimeout(() => controller.abort(new Error(passed)), Math.min(seconds * 1000, longestTimer)).unref();
  return controller.signal;
}

/** The resource type at the end of the type chain in a URN. */
function typeOf(urn: string): string {
  const chain = urn.split("::")[2] ?? "";
  return chain.slice(chain.lastIndexOf("$") + 1);
}
