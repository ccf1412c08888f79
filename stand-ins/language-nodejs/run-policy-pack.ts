import { createInterface } from "node:readline";
import type { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { Ending } from "./children.ts";
import { folderOf, outputOf, type PluginCall, startPlugin } from "./plugin-process.ts";
import { servePolicyProxy } from "./policy-proxy.ts";

/**
 * Runs a policy pack in its own folder until it ends or the engine hangs up. It is told of the stack by its environment, so
 * that it starts when the engine has said what the stack is.
 *
 * @param call The engine's call.
 * @throws Error where the pack has no Pulumi SDK, or no port can be listened on.
 */
export async function runPolicyPack(call: PluginCall): Promise<Ending> {
  const { promise: ended, resolve, reject } = Promise.withResolvers<Ending>();
  const proxy = await servePolicyProxy((stack) => {
    const pack = startPack(call, stack);
    pack.ended.then(resolve, reject);
    return pack.port;
  });
  call.once("cancelled", () => resolve({ code: 0, signal: null }));
  call.write(outputOf((message) => message.setStdout(Buffer.from(`${proxy.port}\n`))));
  return await ended.finally(() => proxy.close());
}

function startPack(
  call: PluginCall,
  stack: AnalyzerStackConfigureRequest | undefined,
): { port: Promise<number>; ended: Promise<Ending> } {
  const directory = folderOf(call);
  const { child, ended } = startPlugin(
    call,
    "cmd/run-policy-pack",
    [...call.request.getArgsList(), directory],
    { cwd: directory, env: stack ? environmentOf(stack) : {} },
  );
  const port = new Promise<number>((resolve, reject) => {
    // The first line is the port; the others are for whoever runs the pack.
    const lines = child.stdout && createInterface(child.stdout);
    lines?.once("line", (first) => {
      resolve(Number(first));
      lines.on("line", (line) =>
        call.write(outputOf((message) => message.setStdout(Buffer.from(`${line}\n`)))),
      );
    });
    ended.then(({ code, fault }) =>
      reject(fault ?? new Error(`The policy pack in ${directory} ended with exit code ${code}.`)),
    );
  });
  return { port, ended };
}

function environmentOf(stack: AnalyzerStackConfigureRequest): Record<string, string> {
  return {
    PULUMI_NODEJS_ORGANIZATION: stack.getOrganization(),
    PULUMI_NODEJS_PROJECT: stack.getProject(),
    PULUMI_NODEJS_STACK: stack.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(stack.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(stack.getConfigMap().toObject())),
  };
}
