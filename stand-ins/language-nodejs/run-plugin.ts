import type { ServerWritableStream } from "@grpc/grpc-js";
import languageMessages, {
  type RunPluginRequest,
  type RunPluginResponse,
} from "@pulumi/pulumi/proto/language_pb.js";
import { interruptChild, startChild } from "./children.ts";
import { readRuntimeOptions } from "./runtime-options.ts";
import { locateSdkModule } from "./sdk.ts";

/**
 * Runs a Pulumi plugin that is written for Node.js until it ends or the engine hangs up, passing its output on.
 *
 * @param call The engine's call: the plugin's folder, arguments and whole environment.
 * @throws Error where the plugin has no Pulumi SDK, or Node.js cannot be started.
 */
export async function runPlugin(
  call: ServerWritableStream<RunPluginRequest, RunPluginResponse>,
): Promise<void> {
  const request = call.request;
  const directory = request.getInfo()?.getProgramDirectory() || request.getProgram();
  const options = readRuntimeOptions(request.getInfo());
  const runner = locateSdkModule(directory, "cmd/run-plugin");
  const args = [...options.nodeArguments, runner, directory, ...request.getArgsList()];
  const { child, ended } = startChild(process.execPath, args, {
    cwd: request.getPwd() || directory,
    env: { ...parseEnvironment(request.getEnvList()), ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  call.once("cancelled", () => interruptChild(child));
  child.stdout?.on("data", (chunk: Buffer) => call.write(outputOf((message) => message.setStdout(chunk))));
  child.stderr?.on("data", (chunk: Buffer) => call.write(outputOf((message) => message.setStderr(chunk))));
  const { code, fault } = await ended;
  if (fault !== undefined) {
    throw fault;
  }
  call.write(outputOf((message) => message.setExitcode(code ?? 1)));
}

function outputOf(fill: (message: RunPluginResponse) => void): RunPluginResponse {
  const message = new languageMessages.RunPluginResponse();
  fill(message);
  return message;
}

function parseEnvironment(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const at = assignment.indexOf("=", 1);
      return [assignment.slice(0, at), assignment.slice(at + 1)];
    }),
  );
}
