import { z } from "zod";
import { unexpectedResponse } from "../../graph/errors.ts";
import { isEqual, where } from "../../graph/odata.ts";
import { asPage, itemsOf } from "../../graph/pages.ts";
import type {
  DelegatedPermissionGrantQuestion,
  DelegatedPermissionGrantResult,
  GroupResult,
  MemberTypesResult,
  ServicePrincipalQuestion,
  ServicePrincipalResult,
} from "../directory-objects.ts";

/** Reads a path of Graph v1.0. */
export type Read = (path: string) => Promise<unknown>;

const named = z.looseObject({
  id: z.string(),
  displayName: z.string().nullish(),
  membershipRule: z.string().nullish().catch(undefined),
});

/**
 * A group by its object ID, where that is a GUID, or its display name, which Graph compares without regard to case and
 * which several groups may have.
 * Sources: https://learn.microsoft.com/graph/api/group-get, https://learn.microsoft.com/graph/api/group-list
 *
 * @throws GraphError, what `read` throws and `unexpectedResponse`; so do the functions below.
 */
export async function findGroup(read: Read, group: string): Promise<GroupResult> {
  const select = "$select=id,displayName,membershipRule";
  if (z.guid().safeParse(group).success) {
    const path = `/groups/${group.toLowerCase()}?${select}`;
    return foundGroup(valid(named, path, await read(path), "a group without `id`"));
  }
  const items = await itemsOf(`/groups?${where(isEqual("displayName", group))}&${select}`, read);
  const found = items
    .flatMap((item) => named.safeParse(item).data ?? [])
    // A filter that Graph does not support is ignored by it.
    .filter(({ displayName }) => displayName?.toLowerCase() === group.toLowerCase());
  const [first, second] = found;
  if (first === undefined) {
    return { status: "missing" };
  }
  return second === undefined ? foundGroup(first) : { status: "ambiguous", ids: found.map(({ id }) => id) };
}

function foundGroup({ id, displayName, membershipRule }: z.output<typeof named>): GroupResult {
  return {
    status: "found",
    ids: [id],
    displayName: displayName ?? id,
    membershipRule: membershipRule || undefined,
  };
}

const principal = z.looseObject({
  id: z.string(),
  appRoles: z.array(z.unknown()).nullish().catch(undefined),
});

const appRole = z.looseObject({ id: z.string(), value: z.string().min(1) });

/**
 * The service principal of an application.
 * Source: https://learn.microsoft.com/graph/api/serviceprincipal-get
 */
export async function findServicePrincipal(
  read: Read,
  { appId, appRoles = false }: ServicePrincipalQuestion,
): Promise<ServicePrincipalResult> {
  const path = `${principalPath(appId)}?$select=id${appRoles ? ",appRoles" : ""}`;
  const found = valid(principal, path, await read(path), "a service principal without `id`");
  const roles = (found.appRoles ?? []).flatMap((item) => appRole.safeParse(item).data ?? []);
  return {
    status: "found",
    id: found.id,
    appRoleIds: appRoles ? Object.fromEntries(roles.map(({ id, value }) => [value, id])) : undefined,
  };
}

function principalPath(appId: string): string {
  return `/servicePrincipals(appId='${appId.toLowerCase()}')`;
}

const grant = z.looseObject({
  id: z.string(),
  clientId: z.string(),
  resourceId: z.string(),
  consentType: z.literal("AllPrincipals"),
  scope: z.string().nullish(),
});

/**
 * The grant of one application's delegated permissions on another one's for all users. By the client's application ID,
 * so that it need not wait for the object ID of its service principal.
 * Source: https://learn.microsoft.com/graph/api/serviceprincipal-list-oauth2permissiongrants
 */
export async function findGrant(
  read: Read,
  { clientAppId, resourceAppId }: DelegatedPermissionGrantQuestion,
): Promise<DelegatedPermissionGrantResult> {
  const [resource, items] = await Promise.all([
    findServicePrincipal(read, { appId: resourceAppId }),
    itemsOf(`${principalPath(clientAppId)}/oauth2PermissionGrants`, read),
  ]);
  const found = items
    .flatMap((item) => grant.safeParse(item).data ?? [])
    .find(({ resourceId }) => resourceId === resource.id);
  if (found === undefined) {
    return { status: "missing" };
  }
  return {
    status: "found",
    id: found.id,
    clientObjectId: found.clientId,
    resourceObjectId: found.resourceId,
    scopes: (found.scope ?? "").split(/\s+/).filter(Boolean),
  };
}

const member = z.looseObject({ "@odata.type": z.string() });

/**
 * What types of members a group has, directly and through groups in it, by its first page of members: to read all of
 * a large group would take a request for each 999.
 * Source: https://learn.microsoft.com/graph/api/group-list-transitivemembers
 */
export async function readMemberTypes(read: Read, groupId: string): Promise<MemberTypesResult> {
  const path = `/groups/${groupId.toLowerCase()}/transitiveMembers?$select=id&$top=999`;
  const { value } = asPage({ path, body: await read(path) });
  const types = value.flatMap((item) => member.safeParse(item).data?.["@odata.type"] ?? []);
  const names = types.map((type) => type.replace("#microsoft.graph.", ""));
  return { status: "found", types: [...new Set(names)].filter((type) => type !== "group").sort() };
}

/** @throws GraphError `unexpectedResponse` where the response is of another form. */
function valid<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  body: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) {
    return parsed.data;
  }
  throw unexpectedResponse(path, what);
}
