import type { Ending } from "./children.ts";
import { folderOf, outputOf, type PluginCall, startPlugin } from "./plugin-process.ts";
import { runPolicyPack } from "./run-policy-pack.ts";

/**
 * Runs a Pulumi plugin that is written for Node.js until it ends or the engine hangs up, passing its output on.
 *
 * @param call The engine's call: the plugin's folder, arguments and whole environment.
 * @throws Error where the plugin has no Pulumi SDK, or Node.js cannot be started.
 */
export async function runPlugin(call: PluginCall): Promise<void> {
  const isPolicyPack = call.request.getKind() === "analyzer";
  const { code, fault } = await (isPolicyPack ? runPolicyPack(call) : runToEnd(call));
  if (fault !== undefined) {
    throw fault;
  }
  call.write(outputOf((message) => message.setExitcode(code ?? 1)));
}

function runToEnd(call: PluginCall): Promise<Ending> {
  const directory = folderOf(call);
  const { child, ended } = startPlugin(call, "cmd/run-plugin", [directory, ...call.request.getArgsList()], {
    cwd: call.request.getPwd() || directory,
  });
  child.stdout?.on("data", (chunk: Buffer) => call.write(outputOf((message) => message.setStdout(chunk))));
  return ended;
}
