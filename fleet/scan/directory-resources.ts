import { z } from "zod";
import { unexpectedResponse } from "../../graph/errors.ts";
import { unlessNotFound } from "../../graph/not-found.ts";
import type { IntuneClient } from "../../intune/client.ts";
import { diffProperties } from "../../provider/diff.ts";
import { isPropertyMap } from "../../provider/paths.ts";
import type { CallContext } from "../../provider/resource.ts";
import type { PropertyMap, PropertyValue } from "../../provider/values.ts";
import type { Comparable } from "./comparable.ts";

const principal = z.looseObject({
  id: z.string(),
  appId: z.string(),
  accountEnabled: z.boolean().nullish(),
  tags: z.array(z.string()).nullish(),
});

/**
 * A service principal of the azuread provider, as far as the program declares one: its application, whether it is enabled,
 * and the tags that it is told by. The rest is the administrators' own, which the program ignores.
 * Source: https://www.pulumi.com/registry/packages/azuread/api-docs/serviceprincipal/
 */
export const servicePrincipal: Comparable = {
  token: "azuread:index/servicePrincipal:ServicePrincipal",
  current: (state) => state,
  check: (inputs) => ({ inputs, issues: [] }),
  async read(context, id, state) {
    const path = `/servicePrincipals/${encodeURIComponent(lastPart(id))}?$select=id,appId,accountEnabled,tags`;
    const body = await readObject(context, path);
    if (body === undefined) {
      return undefined;
    }
    const found = valid(principal, path, body, "a service principal with `id` and `appId`");
    const known = state?.inputs ?? {};
    const inputs = {
      ...known,
      clientId: found.appId,
      accountEnabled: found.accountEnabled ?? false,
      ...featureTags(known, found.tags ?? []),
    };
    return { id, inputs, properties: { ...state?.properties, ...inputs } };
  },
  diff: (old, news) => differences(old, news, ["clientId"]),
};

const tagNames = {
  customSingleSignOn: "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
  enterprise: "WindowsAzureActiveDirectoryIntegratedApp",
  gallery: "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1",
  hide: "HideApp",
} as const;

/** The feature tags as they were declared, where a principal's tags say the same; else all of them as its tags have it. */
function featureTags({ featureTags: declared }: PropertyMap, tags: readonly string[]): PropertyMap {
  if (!Array.isArray(declared)) {
    return {};
  }
  const has = (tag: string) => tags.some((each) => each.toLowerCase() === tag.toLowerCase());
  const live = Object.fromEntries(Object.entries(tagNames).map(([name, tag]) => [name, has(tag)]));
  const [given] = declared;
  const flags: PropertyMap = isPropertyMap(given) ? given : {};
  const agree = Object.entries(live).every(([name, value]) => (flags[name] ?? false) === value);
  return { featureTags: agree ? declared : [{ ...flags, ...live }] };
}

const grant = z.looseObject({
  clientId: z.string(),
  resourceId: z.string(),
  scope: z.string().nullish(),
});

/**
 * A grant of delegated permissions of the azuread provider.
 * Source: https://www.pulumi.com/registry/packages/azuread/api-docs/serviceprincipaldelegatedpermissiongrant/
 */
export const delegatedPermissionGrant: Comparable = {
  token: "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
  current: (state) => state,
  check: ({ claimValues, ...inputs }) => ({
    inputs: { ...inputs, claimValues: asSet(claimValues) },
    issues: [],
  }),
  async read(context, id, state) {
    const path = `/oauth2PermissionGrants/${encodeURIComponent(lastPart(id))}`;
    const body = await readObject(context, path);
    if (body === undefined) {
      return undefined;
    }
    const found = valid(grant, path, body, "a grant with `clientId` and `resourceId`");
    const inputs = {
      ...state?.inputs,
      claimValues: asSet((found.scope ?? "").split(/\s+/).filter(Boolean)),
      servicePrincipalObjectId: found.clientId,
      resourceServicePrincipalObjectId: found.resourceId,
    };
    return { id, inputs, properties: { ...state?.properties, ...inputs } };
  },
  diff: (old, news) =>
    differences(old, news, ["servicePrincipalObjectId", "resourceServicePrincipalObjectId"]),
};

/** A list whose order means nothing, in one that is always the same. */
function asSet(list: PropertyValue = []): PropertyValue {
  return Array.isArray(list) && list.every((each) => typeof each === "string")
    ? [...new Set(list)].sort()
    : list;
}

function differences(old: PropertyMap, news: PropertyMap, replaceOn: readonly string[]) {
  const changes = diffProperties(old, news, {});
  const changed = new Set(changes.map(({ path }) => path[0]));
  return { changes, replaces: replaceOn.filter((property) => changed.has(property)) };
}

/** An id of the azuread provider is a path; that of an earlier version is the object's own id. */
function lastPart(id: string): string {
  return id.split("/").at(-1) ?? id;
}

function readObject({ client, signal }: CallContext<IntuneClient>, path: string): Promise<unknown> {
  return unlessNotFound(client.graph.read({ version: "v1.0", path, signal }));
}

function valid<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  body: unknown,
  what: string,
): z.output<Schema> {
  const { data } = schema.safeParse(body);
  if (data === undefined) {
    throw unexpectedResponse(path, `no ${what}`);
  }
  return data;
}
