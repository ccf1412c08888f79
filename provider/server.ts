import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { z } from "zod";
import { ExplainedError } from "../text/explained-error.ts";
import { ConfiguredClient } from "./configured-client.ts";
import { connectEngineLog, type EngineLog } from "./engine-log.ts";
import { type EngineRun, runOfOneProcess } from "./engine-run.ts";
import type { ProviderErrorCode } from "./error-codes.ts";
import { type ResourceCall, resourceHandlers, toCheckFailure } from "./handlers.ts";
import type { HeldIds } from "./held-ids.ts";
import type { Provider, ProviderSource } from "./provider.ts";
import type { CallContext, Resource } from "./resource.ts";
import { InvalidArgument, unary } from "./rpc.ts";
import { hidingSecretsOf } from "./secret-errors.ts";
import { timeoutSignal } from "./timeout.ts";
import { decodeProperties, encodeProperties } from "./values.ts";

/**
 * The Pulumi provider protocol for one provider. `engineAddress` is where the engine listens, as it passes
 * it to a plugin that it starts; without it nothing is written to the engine's log. The calls that have no
 * handler here get UNIMPLEMENTED, from gRPC itself.
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
export function providerService<Config extends z.ZodObject, Client>(
  source: ProviderSource<Config, Client>,
  engineAddress?: string,
  run: EngineRun<Config, Client> = runOfOneProcess(),
): UntypedServiceImplementation {
  const server = new ProviderServer(source, engineAddress, run);
  const resources = resourceHandlers<Client>(server);
  return {
    handshake: unary((request: pb.ProviderHandshakeRequest) => server.handshake(request)),
    getPluginInfo: unary(() => server.pluginInfo()),
    attach: unary((request: { getAddress(): string }) => server.attach(request.getAddress())),
    getSchema: unary((request: pb.GetSchemaRequest) => server.schema(request)),
    checkConfig: unary((request: pb.CheckRequest) => server.configured.check(request)),
    diffConfig: unary((request: pb.DiffRequest) => server.configured.diff(request)),
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
    construct: unary((request: pb.ConstructRequest, ended) => server.construct(request, ended)),
    cancel: unary(() => server.cancel()),
  };
}

class ProviderServer<Config extends z.ZodObject, Client> {
  readonly #source: ProviderSource<Config, Client>;
  readonly #run: EngineRun<Config, Client>;
  readonly #cancelled = new AbortController();
  #log: EngineLog;
  #loading: Promise<Provider<Config, Client>> | undefined;
  #address: string | undefined;
  readonly configured: ConfiguredClient<Config, Client>;
  heldIds: HeldIds;

  constructor(
    source: ProviderSource<Config, Client>,
    engineAddress: string | undefined,
    run: EngineRun<Config, Client>,
  ) {
    this.#source = source;
    this.#run = run;
    this.#log = connectEngineLog(engineAddress);
    this.#address = engineAddress;
    this.configured = new ConfiguredClient(source, run, () => this.#provider());
    this.heldIds = run.heldIds(engineAddress);
  }

  #provider(): Promise<Provider<Config, Client>> {
    this.#loading ??= this.#source.load();
    return this.#loading;
  }

  handshake(request: pb.ProviderHandshakeRequest): pb.ProviderHandshakeResponse {
    this.attach(request.getEngineAddress());
    const response = new provider.ProviderHandshakeResponse();
    response.setAcceptSecrets(true);
    response.setAcceptOutputs(true);
    response.setSupportsAutonamingConfiguration(false);
    return response;
  }

  pluginInfo() {
    const response = new pluginPb.PluginInfo();
    response.setVersion(this.#source.version);
    return response;
  }

  attach(address: string) {
    this.#log.close();
    this.#log = connectEngineLog(address);
    // A process that a debugger keeps serves one run after another, each with an engine of its own.
    if (address !== this.#address) {
      this.heldIds = this.#run.heldIds(address);
    }
    this.#address = address;
    return new emptyPb.Empty();
  }

  async schema(request: pb.GetSchemaRequest): Promise<pb.GetSchemaResponse> {
    if (request.getVersion() !== 0) {
      throw new InvalidArgument({
        code: "schemaVersion",
        message: `Schema version ${request.getVersion()} is not supported.`,
        hint: "Ask for version 0.",
      });
    }
    const response = new provider.GetSchemaResponse();
    const { packageSchema } = await import("./schema.ts");
    const served = await this.#provider();
    const schema = packageSchema(served, await served.examples?.());
    response.setSchema(JSON.stringify(schema));
    return response;
  }

  configure(request: pb.ConfigureRequest): Promise<pb.ConfigureResponse> {
    const report = (message: string) => this.#log.status("", message);
    return this.configured.configure(request, { report, signal: this.#cancelled.signal });
  }

  async invoke(request: pb.InvokeRequest): Promise<pb.InvokeResponse> {
    const { functions } = await this.#provider();
    const called = functions.find(({ token }) => token === request.getTok());
    if (called === undefined) {
      throw this.#unserved("function", request.getTok(), functions);
    }
    const context = this.context({ getUrn: () => "" });
    const args = decodeProperties(request.getArgs());
    const { result, issues } = await hidingSecretsOf([args], () => called.call(context, args));
    const response = new provider.InvokeResponse();
    response.setReturn(encodeProperties(result));
    response.setFailuresList(issues.map(toCheckFailure));
    return response;
  }

  /** Only this call needs Pulumi's SDK, which takes longer to load than all the rest. */
  async construct(request: pb.ConstructRequest, ended: AbortSignal): Promise<pb.ConstructResponse> {
    const { components = [] } = await this.#provider();
    const component = components.find(({ token }) => token === request.getType());
    if (component === undefined) {
      throw this.#unserved("component", request.getType(), components);
    }
    const { constructComponent } = await import("./construct.ts");
    return constructComponent(component, request, {
      engineAddress: this.#address ?? "",
      signal: AbortSignal.any([this.#cancelled.signal, ended]),
    });
  }

  cancel() {
    const message = "Cancelled: the engine asked this plugin to stop.";
    this.#cancelled.abort(new ExplainedError<ProviderErrorCode>({ code: "stopped", message }));
    return new emptyPb.Empty();
  }

  async resourceOf(urn: string): Promise<Resource<Client>> {
    const { resources } = await this.#provider();
    const type = typeOf(urn);
    const resource = resources.find(({ token }) => token === type);
    if (resource === undefined) {
      throw this.#unserved("resource", type, resources);
    }
    return resource;
  }

  context(call: ResourceCall): CallContext<Client> {
    const client = this.configured.get();
    const seconds = call.getTimeout?.() ?? 0;
    const limits = seconds > 0 ? [timeoutSignal(seconds)] : [];
    return {
      client,
      signal: AbortSignal.any([this.#cancelled.signal, ...limits]),
      report: (message) => this.#log.status(call.getUrn(), message),
      warn: (message) => this.#log.warn(call.getUrn(), message),
      note: (message) => this.#log.note(call.getUrn(), message),
    };
  }

  #unserved(
    kind: "resource" | "function" | "component",
    token: string,
    served: readonly { readonly token: string }[],
  ): InvalidArgument {
    const { name, version } = this.#source;
    const tokens = served.map((entry) => entry.token).join(", ");
    return new InvalidArgument({
      code: "notServed",
      message: `${name} ${version} has no ${kind} ${token}`,
      hint: `It has ${tokens}; a later version may have more.`,
    });
  }
}

/** The resource type at the end of the type chain in a URN. */
function typeOf(urn: string): string {
  const chain = urn.split("::")[2] ?? "";
  return chain.slice(chain.lastIndexOf("$") + 1);
}
