import * as pulumi from "@pulumi/pulumi";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import type { ComponentInputs } from "./component.ts";

const { deserializeProperty, isRpcSecret, specialOutputValueSig, specialSigKey, unwrapRpcSecret } =
  pulumi.runtime;

/**
 * The inputs that the program gave the component, as it would have them in its own program: what is secret, not known yet or
 * depends on resources is an output that says so.
 */
export function componentInputs(request: pb.ConstructRequest): ComponentInputs {
  const dependencies = request.getInputdependenciesMap();
  const values = Object.entries(withoutNull(request.getInputs()?.toJavaScript() ?? {}));
  return Object.fromEntries(
    values.map(([name, value]) => [name, toInput(value, dependencies.get(name)?.getUrnsList() ?? [])]),
  );
}

function toInput(value: unknown, urns: readonly string[]): unknown {
  const input: unknown = deserializeProperty(value, true);
  const isSecret = isRpcSecret(input);
  // Where parts of it are outputs, they name their own dependencies; the whole need not wait for any.
  if (!isSecret && (urns.length === 0 || hasOutput(value))) {
    return input;
  }
  const dependencies = urns.map((urn) => new pulumi.DependencyResource(urn).urn);
  const output = pulumi.all([unwrapRpcSecret(input), ...dependencies]).apply(([known]) => known);
  return isSecret ? pulumi.secret(output) : output;
}

function hasOutput(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return signatureOf(value) === specialOutputValueSig || Object.values(value).some(hasOutput);
}

/** Pulumi does not tell a property that is null from an absent one. */
function withoutNull(value: object): Record<string, unknown> {
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNullBelow(member)]));
}

function withoutNullBelow(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNullBelow);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  // What an output or a secret holds may be null: without its value it would be another one.
  return signatureOf(value) === undefined ? withoutNull(value) : value;
}

function signatureOf(value: object): unknown {
  return Object.entries(value).find(([name]) => name === specialSigKey)?.[1];
}
