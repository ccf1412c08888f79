import * as pulumi from "@pulumi/pulumi";
import type aliasPb from "@pulumi/pulumi/proto/alias_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import { hookBindingFromProto } from "@pulumi/pulumi/runtime/resource.js";
import type { ComponentOptions } from "./component.ts";

// Not among the SDK's type declarations: hooks that are registered already, by their names.
declare module "@pulumi/pulumi/runtime/resource.js" {
  export function hookBindingFromProto(
    binding: pb.ConstructRequest.ResourceHooksBinding,
  ): pulumi.ResourceHookBinding;
}

/**
 * The options that the program gave the component. One that it did not give is absent, so that the component inherits it from
 * its parent.
 */
export function componentOptions(request: pb.ConstructRequest): ComponentOptions {
  const { deletedWith, parent, hooks, timeouts, trigger } = single(request);
  return {
    ...lists(request),
    aliases: request.getAliasesList().map(toAlias),
    dependsOn: request.getDependenciesList().map(resourceOf),
    providers: componentProviders(request),
    ...(parent && { parent: resourceOf(parent) }),
    ...(deletedWith && { deletedWith: resourceOf(deletedWith) }),
    ...(hooks && { hooks: hookBindingFromProto(hooks) }),
    ...(timeouts && { customTimeouts: given(timeouts.toObject()) }),
    ...(trigger && {
      replacementTrigger: pulumi.runtime.deserializeProperty(trigger.toJavaScript(), true),
    }),
    ...(request.hasProtect() && { protect: request.getProtect() === true }),
    ...(request.hasRetainondelete() && { retainOnDelete: request.getRetainondelete() === true }),
    ...(request.hasDeletebeforereplace() && {
      deleteBeforeReplace: request.getDeletebeforereplace() === true,
    }),
  };
}

function single(request: pb.ConstructRequest) {
  return {
    parent: request.getParent(),
    deletedWith: request.getDeletedwith(),
    hooks: request.getResourceHooks(),
    timeouts: request.getCustomtimeouts(),
    trigger: request.getReplacementTrigger(),
  };
}

function lists(request: pb.ConstructRequest): ComponentOptions {
  const ignoreChanges = request.getIgnorechangesList();
  const replaceOnChanges = request.getReplaceonchangesList();
  const additionalSecretOutputs = request.getAdditionalsecretoutputsList();
  const replaceWith = request.getReplaceWithList().map(resourceOf);
  return {
    ...(ignoreChanges.length > 0 && { ignoreChanges }),
    ...(replaceOnChanges.length > 0 && { replaceOnChanges }),
    ...(additionalSecretOutputs.length > 0 && { additionalSecretOutputs }),
    ...(replaceWith.length > 0 && { replaceWith }),
  };
}

/** By package, the provider that the component's children and look-ups use in place of the engine's default one. */
function componentProviders(request: pb.ConstructRequest): Record<string, pulumi.ProviderResource> {
  const references = [...request.getProvidersMap().entries()];
  return Object.fromEntries(
    references.map(([name, reference]) => [name, new pulumi.DependencyProviderResource(reference)]),
  );
}

function resourceOf(urn: string): pulumi.Resource {
  return new pulumi.DependencyResource(urn);
}

function toAlias(message: aliasPb.Alias): string | pulumi.Alias {
  const spec = message.getSpec();
  if (spec === undefined) {
    return message.getUrn();
  }
  const { name, type, stack, project, parenturn } = spec.toObject();
  return {
    ...given({ name, type, stack, project }),
    ...(parenturn && { parent: parenturn }),
    ...(spec.getNoparent() && { parent: pulumi.rootStackResource }),
  };
}

/** The members that have text: a protocol message has an empty one for what was not given. */
function given(members: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(members).filter(([, text]) => text !== ""));
}
