import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import type * as structTypes from "google-protobuf/google/protobuf/struct_pb.js";
import type { Issue } from "./check.ts";
import type { ChangeKind, PropertyChange } from "./diff.ts";
import type { HeldIds } from "./held-ids.ts";
import { formatPath, secretPaths } from "./paths.ts";
import type { CallContext, Resource } from "./resource.ts";
import { hidingSecretsOf } from "./secret-errors.ts";
import type { ResourceState } from "./state-version.ts";
import { decodeProperties, encodeProperties, type PropertyMap } from "./values.ts";

/** What every resource call carries: whose call it is, and how long it may take (seconds, 0 for no limit). */
export type ResourceCall = { getUrn(): string; getTimeout?(): number };

export type Runtime<Client> = {
  resourceOf(urn: string): Promise<Resource<Client>>;
  context(call: ResourceCall): CallContext<Client>;
  readonly heldIds: HeldIds;
};

/** The calls of the protocol that work on one resource, each from its request to its response. */
export function resourceHandlers<Client>(runtime: Runtime<Client>) {
  return {
    async check(request: pb.CheckRequest): Promise<pb.CheckResponse> {
      const resource = await runtime.resourceOf(request.getUrn());
      const news = decodeProperties(request.getNews());
      const checked = resource.check(news, decodeProperties(request.getOlds()));
      runtime.heldIds.declare(request.getUrn());
      const response = new provider.CheckResponse();
      response.setInputs(encodeProperties(checked.inputs));
      response.setFailuresList(checked.issues.map((issue) => toCheckFailure(withoutSecret(issue, news))));
      return response;
    },

    async diff(request: pb.DiffRequest): Promise<pb.DiffResponse> {
      const resource = await runtime.resourceOf(request.getUrn());
      const old = knownState(resource, request.getOldInputs() ?? request.getOlds(), request.getOlds());
      const { changes, replaces } = resource.diff(old.inputs, decodeProperties(request.getNews()));
      const key = heldKey(resource, request.getId());
      runtime.heldIds.compared(request.getUrn(), key, replaces.length > 0);
      return toDiffResponse(changes, replaces).setDeletebeforereplace(
        replaces.length > 0 && resource.deleteBeforeReplace,
      );
    },

    async create(request: pb.CreateRequest): Promise<pb.CreateResponse> {
      const resource = await runtime.resourceOf(request.getUrn());
      const inputs = decodeProperties(request.getProperties());
      const response = new provider.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(encodeProperties(resource.preview(inputs, {})));
        const other = heldElsewhere(runtime.heldIds, resource, request.getUrn(), inputs);
        if (other !== undefined) {
          await runtime.context(request).warn(takesOver(other));
        }
        return response;
      }
      const context = runtime.context(request);
      const created = await hidingSecretsOf([inputs], () => resource.create(context, inputs));
      runtime.heldIds.created(request.getUrn(), heldKey(resource, created.id), created);
      response.setId(created.id);
      response.setProperties(encodeProperties(created.properties));
      return response;
    },

    async read(request: pb.ReadRequest): Promise<pb.ReadResponse> {
      const resource = await runtime.resourceOf(request.getUrn());
      const state = stateOf(resource, request.getInputs(), request.getProperties());
      const context = runtime.context(request);
      const found = await hidingSecretsOf(state ? [state.inputs] : [], () =>
        resource.read(context, request.getId(), state),
      );
      const response = new provider.ReadResponse();
      if (found === undefined) {
        runtime.heldIds.release(request.getUrn(), heldKey(resource, request.getId()));
        return response;
      }
      runtime.heldIds.read(request.getUrn(), heldKey(resource, found.id), foundBy(resource, found.inputs));
      response.setId(found.id);
      response.setInputs(encodeProperties(found.inputs));
      response.setProperties(encodeProperties(found.properties));
      return response;
    },

    async update(request: pb.UpdateRequest): Promise<pb.UpdateResponse> {
      const resource = await runtime.resourceOf(request.getUrn());
      const inputs = decodeProperties(request.getNews());
      const old = knownState(resource, request.getOldInputs(), request.getOlds());
      const response = new provider.UpdateResponse();
      const properties = request.getPreview()
        ? resource.preview(inputs, old.properties)
        : await hidingSecretsOf([inputs, old.inputs], () =>
            resource.update(runtime.context(request), request.getId(), inputs, old),
          );
      response.setProperties(encodeProperties(properties));
      return response;
    },

    async remove(request: pb.DeleteRequest): Promise<void> {
      const resource = await runtime.resourceOf(request.getUrn());
      const old = knownState(resource, request.getOldInputs(), request.getProperties());
      const urn = request.getUrn();
      const key = heldKey(resource, request.getId());
      const context = runtime.context(request);
      const isShared = resource.foundBy !== undefined;
      const others = isShared ? runtime.heldIds.give(urn, key) : [];
      const problem = isShared ? runtime.heldIds.problem : undefined;
      if (problem !== undefined) {
        await context.warn(unseen(problem));
      }
      if (others.length > 0) {
        await context.warn(leftTo(others, urn, request.getId()));
        return;
      }
      try {
        await hidingSecretsOf([old.inputs], () => resource.delete(context, request.getId(), old));
      } catch (error) {
        runtime.heldIds.compared(urn, key, true);
        throw error;
      }
    },
  };
}

/** An object is told by its resource type and its id. Ids are compared without case, as people copy them. */
function heldKey({ token }: { readonly token: string }, id: string): string {
  return `${token} ${id.toLowerCase()}`;
}

type Findable = Pick<Resource<never>, "token" | "foundBy">;

function foundBy({ foundBy: input }: Findable, inputs: PropertyMap): string | undefined {
  const value = input === undefined ? undefined : inputs[input];
  return typeof value === "string" ? value : undefined;
}

/** The resource of the stack that has what another one is about to create. */
function heldElsewhere(
  heldIds: HeldIds,
  resource: Findable,
  urn: string,
  inputs: PropertyMap,
): { urn: string; id: string } | undefined {
  const value = foundBy(resource, inputs);
  if (value === undefined) {
    return undefined;
  }
  const type = heldKey(resource, "");
  const [other, key] = heldIds.foundElsewhere(urn, value, (candidate) => candidate.startsWith(type)) ?? [];
  return other === undefined || key === undefined ? undefined : { urn: other, id: key.slice(type.length) };
}

function takesOver({ urn, id }: { urn: string; id: string }): string {
  return [
    `The stack holds what this resource would find under another name already: ${id}, as`,
    `  ${urn}`,
    "Where it is equal to what is declared here, an update takes it over, and the other name leaves the state if the " +
      "program does not declare it: the object stays. Where it differs, the update fails and changes nothing.",
  ].join("\n");
}

function unseen(problem: string): string {
  return `Whether another provider of this run has the same id could not be found out: ${problem}`;
}

function leftTo(others: readonly string[], urn: string, id: string): string {
  const consequence = "It leaves the state, and nothing was deleted or changed.";
  if (others.includes(urn)) {
    return `This is an older entry of a resource that still has the same id, ${id}. ${consequence}`;
  }
  return [
    `Another resource of this stack has the same id, ${id}:`,
    ...others.map((other) => `  ${other}`),
    consequence,
  ].join("\n");
}

type CurrentState = Pick<Resource<never>, "current">;

/** An import comes with no state at all: only the id is known. */
function stateOf(
  resource: CurrentState,
  inputs: structTypes.Struct | undefined,
  properties: structTypes.Struct | undefined,
): ResourceState | undefined {
  const state = knownState(resource, inputs, properties);
  return Object.keys(state.inputs).length > 0 ? state : undefined;
}

/** State in the form that this version of the resource has, whichever version wrote it. */
function knownState(
  resource: CurrentState,
  inputs: structTypes.Struct | undefined,
  properties: structTypes.Struct | undefined,
): ResourceState {
  return resource.current({ inputs: decodeProperties(inputs), properties: decodeProperties(properties) });
}

/** The engine prints the value of the property that an issue names, secret or not: one with a secret is named in words. */
function withoutSecret(issue: Issue, news: PropertyMap): Issue {
  const isSecret = secretPaths(news).some(([property]) => property === issue.property);
  return isSecret ? { property: "", reason: `${issue.property} ${issue.reason}` } : issue;
}

/** An issue in the protocol's form. */
export function toCheckFailure(issue: Issue): pb.CheckFailure {
  const failure = new provider.CheckFailure();
  failure.setProperty(issue.property);
  failure.setReason(issue.reason);
  return failure;
}

const kinds: Record<ChangeKind, { inPlace: pb.PropertyDiff.Kind; replace: pb.PropertyDiff.Kind }> = {
  add: { inPlace: provider.PropertyDiff.Kind.ADD, replace: provider.PropertyDiff.Kind.ADD_REPLACE },
  update: { inPlace: provider.PropertyDiff.Kind.UPDATE, replace: provider.PropertyDiff.Kind.UPDATE_REPLACE },
  delete: { inPlace: provider.PropertyDiff.Kind.DELETE, replace: provider.PropertyDiff.Kind.DELETE_REPLACE },
};

/** A diff in the protocol's form: each change by its path, among the inputs. */
export function toDiffResponse(
  changes: readonly PropertyChange[],
  replaces: readonly string[],
): pb.DiffResponse {
  const response = new provider.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  response.setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList([...new Set(changes.map((change) => String(change.path[0])))]);
  response.setReplacesList([...replaces]);
  response.setHasdetaileddiff(true);
  for (const change of changes) {
    const detail = new provider.PropertyDiff();
    const kind = kinds[change.kind];
    detail.setKind(replaces.includes(String(change.path[0])) ? kind.replace : kind.inPlace);
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(formatPath(change.path), detail);
  }
  return response;
}
