import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { madeInAzure } from "./azure.ts";

type Registered = {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  parent: string;
  retainOnDelete: boolean;
  protect: boolean;
  ignoreChanges: string[];
  /** The ID that it is imported by; "" where it is none. */
  importId: string;
  dependencies: string[];
  /** The name of each alias, else its type. */
  aliases: string[];
};

export type FunctionCall = { token: string; inputs: Record<string, unknown> };

export type Engine = {
  resources: Registered[];
  calls: FunctionCall[];
  /** The one resource of that type and name. */
  resource(type: string, name: string): Registered;
  /** Waits until every resource and function call so far has its answer. */
  settled(): Promise<void>;
};

/**
 * The Pulumi runtime with a recording monitor in place of the engine: each resource as it is registered, with the
 * options that the SDK's mocks leave out, and each function call, answered by `answer` (which may throw, or take time).
 * Its run is an update, or a preview.
 */
export async function startEngine(
  answer: (call: FunctionCall) => Record<string, unknown> | Promise<Record<string, unknown>> = () => ({}),
  { isPreview = false } = {},
): Promise<Engine> {
  const resources: Registered[] = [];
  const calls: FunctionCall[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: (args) =>
        madeInAzure(args) ?? {
          id: `${args.name}-id`,
          state: {
            ...args.inputs,
            ...(args.type.endsWith(":ServicePrincipal") ? { objectId: `${args.name}-object-id` } : {}),
          },
        },
      call: ({ token, inputs }) => {
        calls.push({ token, inputs });
        return answer({ token, inputs });
      },
    },
    "pin-reset",
    "dev",
    isPreview,
    "organization",
  );
  recordRegistrations(resources);
  return {
    resources,
    calls,
    resource(type, name) {
      const [found, ...others] = resources.filter((each) => each.type === type && each.name === name);
      if (!found || others.length > 0) {
        throw new Error(`${type} ${name}: ${found ? "several" : "none"} among ${JSON.stringify(resources)}`);
      }
      return found;
    },
    settled: () => pulumi.runtime.disconnect(),
  };
}

type Answer = (error: Error | null, response: RegisterResourceResponse) => void;

function recordRegistrations(resources: Registered[]): void {
  const monitor = pulumi.runtime.getMonitor();
  if (!monitor) {
    throw new Error("the mocked runtime has no monitor");
  }
  const register = monitor.registerResource.bind(monitor);
  Object.assign(monitor, {
    registerResource(request: RegisterResourceRequest, callback: Answer) {
      resources.push({
        type: request.getType(),
        name: request.getName(),
        inputs: pulumi.runtime.deserializeProperties(request.getObject() ?? new Struct()),
        parent: request.getParent(),
        retainOnDelete: request.getRetainondelete() === true,
        protect: request.getProtect() === true,
        ignoreChanges: request.getIgnorechangesList(),
        importId: request.getImportid(),
        dependencies: request.getDependenciesList(),
        aliases: request.getAliasesList().map((alias) => {
          const spec = alias.getSpec();
          return spec?.getName() || spec?.getType() || "";
        }),
      });
      return register(request, callback);
    },
    // The SDK's mocks know no hooks: a program that registers one would wait for ever.
    registerResourceHook(_request: unknown, callback: (error: Error | null, response: Empty) => void) {
      callback(null, new Empty());
    },
  });
}

/** The value of an output, once it is known. */
export function resolved<Value>(output: pulumi.Output<Value>): Promise<pulumi.Unwrap<Value>> {
  return new Promise((resolve) => {
    pulumi.output(output).apply(resolve);
  });
}
