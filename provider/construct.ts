import * as pulumi from "@pulumi/pulumi";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { canonicalise } from "./check.ts";
import type { Component } from "./component.ts";
import { componentInputs } from "./construct-inputs.ts";
import { componentOptions } from "./construct-options.ts";
import { inRuntimeOf } from "./construct-runtime.ts";
import { invalidInputs } from "./invalid-inputs.ts";
import { unmarkSecrets } from "./paths.ts";
import { decodeProperties } from "./values.ts";

/** Who called, and until when the call is worth its work. */
type Caller = { readonly engineAddress: string; readonly signal: AbortSignal };

/**
 * Makes a component for the engine: its children register with the engine that called.
 *
 * @throws InvalidArgument that names each input that the component does not accept.
 * @throws what the component throws.
 */
export async function constructComponent(
  component: Component,
  request: pb.ConstructRequest,
  { engineAddress, signal }: Caller,
): Promise<pb.ConstructResponse> {
  refuseInvalidInputs(component, request);
  const construct = await component.load();
  return inRuntimeOf(request, engineAddress, signal, async () => {
    const made = await construct(request.getName(), componentInputs(request), componentOptions(request));
    return toResponse(component, request, made);
  });
}

function refuseInvalidInputs({ inputs }: Component, request: pb.ConstructRequest): void {
  const news = decodeProperties(request.getInputs());
  const { issues } = canonicalise(inputs, unmarkSecrets(news));
  if (issues.length > 0) {
    throw invalidInputs(issues, news);
  }
}

async function toResponse(
  { outputs }: Component,
  request: pb.ConstructRequest,
  made: pulumi.ComponentResource,
): Promise<pb.ConstructResponse> {
  const response = new provider.ConstructResponse();
  response.setUrn(await urnOf(made));
  const state: Record<string, structPb.JavaScriptValue> = {};
  const secrets = new Set(request.getAdditionalsecretoutputsList());
  for (const name of Object.keys(outputs.shape)) {
    const output: unknown = Reflect.get(made, name);
    const dependencies = new Set<pulumi.Resource>();
    const value = await pulumi.runtime.serializeProperty(
      name,
      secrets.has(name) ? pulumi.secret(output) : output,
      dependencies,
      { keepOutputValues: request.getAcceptsOutputValues() },
    );
    if (value !== undefined) {
      state[name] = value;
      const message = new provider.ConstructResponse.PropertyDependencies();
      message.setUrnsList(await Promise.all([...dependencies].map(urnOf)));
      response.getStatedependenciesMap().set(name, message);
    }
  }
  return response.setState(structPb.Struct.fromJavaScript(state));
}

async function urnOf({ urn }: pulumi.Resource): Promise<string> {
  return String(await pulumi.runtime.serializeProperty("urn", urn));
}
