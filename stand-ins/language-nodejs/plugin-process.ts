import type { ChildProcess } from "node:child_process";
import type { ServerWritableStream } from "@grpc/grpc-js";
import languageMessages, {
  type RunPluginRequest,
  type RunPluginResponse,
} from "@pulumi/pulumi/proto/language_pb.js";
import { type Ending, interruptChild, startChild } from "./children.ts";
import { readRuntimeOptions } from "./runtime-options.ts";
import { locateSdkModule } from "./sdk.ts";

/** The engine's call to run a plugin: its folder, arguments and whole environment. */
export type PluginCall = ServerWritableStream<RunPluginRequest, RunPluginResponse>;

/** The folder of the plugin that a call is for. */
export function folderOf({ request }: PluginCall): string {
  return request.getInfo()?.getProgramDirectory() || request.getProgram();
}

/**
 * Starts a plugin by a runner of the SDK that it has installed; what it writes to standard error is passed on, and it is
 * interrupted when the engine hangs up.
 *
 * @param runner The SDK's module, such as `cmd/run-plugin`.
 * @throws Error where the plugin has no Pulumi SDK.
 */
export function startPlugin(
  call: PluginCall,
  runner: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): { child: ChildProcess; ended: Promise<Ending> } {
  const options = readRuntimeOptions(call.request.getInfo());
  const file = locateSdkModule(folderOf(call), runner);
  const started = startChild(process.execPath, [...options.nodeArguments, file, ...args], {
    cwd,
    env: { ...parseEnvironment(call.request.getEnvList()), ...options.environment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  call.once("cancelled", () => interruptChild(started.child));
  started.child.stderr?.on("data", (chunk: Buffer) => call.write(outputOf((to) => to.setStderr(chunk))));
  return started;
}

/** A part of a call's response. */
export function outputOf(fill: (message: RunPluginResponse) => void): RunPluginResponse {
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
