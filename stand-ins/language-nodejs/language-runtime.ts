import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerWritableStream,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import languageMessages, {
  type GetProgramDependenciesRequest,
  type LanguageHandshakeRequest,
  type RunRequest,
} from "@pulumi/pulumi/proto/language_pb.js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import { interruptChildren } from "./children.ts";
import { installDependencies } from "./install-dependencies.ts";
import { listProgramDependencies } from "./program-dependencies.ts";
import { runPlugin } from "./run-plugin.ts";
import { runProgram } from "./run-program.ts";

/**
 * The methods of `pulumirpc.LanguageRuntime` that running Node.js programs takes. Code generation is not among them:
 * gRPC returns UNIMPLEMENTED for what is not here.
 * Source: https://pulumi-developer-docs.readthedocs.io/latest/docs/_generated/proto/language.html
 *
 * @param initialEngineAddress The engine's address from the command line; a Handshake replaces it.
 */
export function languageRuntime(initialEngineAddress: string): UntypedServiceImplementation {
  let engineAddress = initialEngineAddress;
  return {
    handshake: unary((request: LanguageHandshakeRequest) => {
      engineAddress = request.getEngineAddress();
      return new languageMessages.LanguageHandshakeResponse();
    }),
    run: unary((request: RunRequest) => runProgram(request, engineAddress)),
    // Nothing is asked for in advance: the engine finds each plugin when its first resource is registered.
    getRequiredPackages: unary(() => new languageMessages.GetRequiredPackagesResponse()),
    getRequiredPlugins: unary(() => new languageMessages.GetRequiredPluginsResponse()),
    getPluginInfo: unary(() => {
      const info = new pluginMessages.PluginInfo();
      info.setVersion("0.0.0-stand-in");
      return info;
    }),
    getProgramDependencies: unary((request: GetProgramDependenciesRequest) => {
      const response = new languageMessages.GetProgramDependenciesResponse();
      response.setDependenciesList(
        listProgramDependencies(request.getInfo()?.getProgramDirectory() || request.getPwd()),
      );
      return response;
    }),
    runtimeOptionsPrompts: unary(() => new languageMessages.RuntimeOptionsResponse()),
    about: unary(() => {
      const response = new languageMessages.AboutResponse();
      response.setExecutable(process.execPath);
      response.setVersion(process.version);
      return response;
    }),
    installDependencies: streaming(installDependencies),
    runPlugin: streaming(runPlugin),
    cancel: unary(() => {
      interruptChildren();
      return new emptyMessages.Empty();
    }),
  };
}

function unary<Request, Response>(
  respond: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const responded = (async () => respond(call.request))();
    responded.then(
      (response) => callback(null, response),
      (fault: unknown) => callback({ code: status.UNKNOWN, details: messageOf(fault) }),
    );
  };
}

function streaming<Request, Response>(
  work: (call: ServerWritableStream<Request, Response>) => Promise<void>,
): handleServerStreamingCall<Request, Response> {
  return (call) => {
    work(call).then(
      () => call.end(),
      (fault: unknown) => call.destroy(Object.assign(new Error(messageOf(fault)), { code: status.UNKNOWN })),
    );
  };
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
