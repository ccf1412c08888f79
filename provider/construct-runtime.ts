import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import { awaitFeatureSupport, waitForRPCs } from "@pulumi/pulumi/runtime/settings.js";
import { withLocalStorage } from "@pulumi/pulumi/runtime/state.js";

// The SDK keeps these out of its type declarations. Its own server of components, the only one there is beside this, calls
// them: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/provider/server.ts
declare module "@pulumi/pulumi/runtime/state.js" {
  export function withLocalStorage<Result>(work: () => Result): Result;
}
declare module "@pulumi/pulumi/runtime/settings.js" {
  export function awaitFeatureSupport(): Promise<void>;
  export function waitForRPCs(): Promise<void>;
}

/** The call that is running: what its component leaves unhandled fails that call and no other. */
const running = new AsyncLocalStorage<{ fail(reason: unknown): void }>();
let isListening = false;

/**
 * Runs the work of one Construct call in an SDK of its own: what it registers goes to the engine that called, whatever other
 * calls, also those of other engines, this process serves meanwhile.
 *
 * @param engineAddress Where the engine's log is.
 * @param signal Ends the call: what is awaited of an engine that has gone never comes.
 * @returns What the work returns, once all that it registered is registered.
 * @throws what the work throws, and what its component rejected without anyone handling it.
 */
export function inRuntimeOf<Result>(
  request: pb.ConstructRequest,
  engineAddress: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  failOnUnhandled();
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    const registered = async () => {
      await configure(request, engineAddress);
      const result = await work();
      await waitForRPCs();
      return result;
    };
    running.run({ fail: reject }, () => withLocalStorage(registered).then(resolve, reject));
  });
}

async function configure(request: pb.ConstructRequest, engineAddress: string): Promise<void> {
  pulumi.runtime.resetOptions(
    request.getProject(),
    request.getStack(),
    // The SDK keeps one chain of registrations for a process, for all that run one at a time: the failure of one call would
    // be that of every later one. The engine, whose limit it is, takes them one at a time by itself.
    Math.max(request.getParallel(), 2),
    engineAddress,
    request.getMonitorendpoint(),
    request.getDryrun(),
    request.getOrganization(),
  );
  await awaitFeatureSupport();
  const config = Object.fromEntries(request.getConfigMap().entries());
  pulumi.runtime.setAllConfig(config, request.getConfigsecretkeysList());
  bindCallbacks(pulumi.runtime.getCallbacks());
}

/**
 * The engine calls hooks and transforms back by a server of the SDK's, outside of the call that registered them. Bound to that call,
 * they run in its stack, and what they log or look up goes to its engine.
 */
function bindCallbacks(callbacks: ReturnType<typeof pulumi.runtime.getCallbacks>): void {
  if (callbacks === undefined) {
    return;
  }
  const { registerResourceHook, registerErrorHook, registerTransform } = callbacks;
  const bound = <Hook extends pulumi.ResourceHook | pulumi.ErrorHook>(hook: Hook) =>
    Object.assign(hook, { callback: AsyncLocalStorage.bind(hook.callback) });
  callbacks.registerResourceHook = (hook) => registerResourceHook.call(callbacks, bound(hook));
  callbacks.registerErrorHook = (hook) => registerErrorHook.call(callbacks, bound(hook));
  callbacks.registerTransform = (transform) =>
    registerTransform.call(callbacks, AsyncLocalStorage.bind(transform));
}

/**
 * A component reports much of what fails by promises that nobody awaits, among them the registration of a child. Node.js would end the
 * process, with all calls that it serves.
 */
function failOnUnhandled(): void {
  if (isListening) {
    return;
  }
  isListening = true;
  process.on("unhandledRejection", (reason) => {
    const call = running.getStore();
    if (call === undefined) {
      throw reason;
    }
    call.fail(reason);
  });
}
