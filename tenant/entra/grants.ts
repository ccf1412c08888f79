import { z } from "zod";
import { readBody, withoutAnnotations } from "../graph/odata/body.ts";
import { directoryBadRequest, directoryNotFound, GraphFault } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { findPrincipal } from "./principal-form.ts";
import { type OAuth2PermissionGrant, oauth2PermissionGrant } from "./schemas.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

const read = ["Directory.Read.All", "DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"];
const write = ["DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"];
const collection = "/oauth2PermissionGrants";
const one = `${collection}/{id}`;
const ofPrincipal = "/servicePrincipals/{id}/oauth2PermissionGrants";
const ofPrincipalByAppId = "/servicePrincipals(appId='{appId}')/oauth2PermissionGrants";

/**
 * Sources: https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant,
 * https://learn.microsoft.com/graph/api/serviceprincipal-list-oauth2permissiongrants
 */
export const grantRoutes: readonly DirectoryRoute[] = [
  { method: "GET", path: collection, service: "directory", permissions: read, handle: list },
  { method: "POST", path: collection, service: "directory", permissions: write, handle: create },
  { method: "GET", path: one, service: "directory", permissions: read, handle: get },
  { method: "PATCH", path: one, service: "directory", permissions: write, handle: update },
  { method: "DELETE", path: one, service: "directory", permissions: write, handle: remove },
  { method: "GET", path: ofPrincipal, service: "directory", permissions: read, handle: listOfPrincipal },
  {
    method: "GET",
    path: ofPrincipalByAppId,
    service: "directory",
    permissions: read,
    handle: listOfPrincipal,
  },
];

const type = "microsoft.graph.oAuth2PermissionGrant";
const { shape } = oauth2PermissionGrant;

/** When a grant starts and ends is asked for in beta, and of no effect. */
const validityInBeta = { startTime: z.unknown().optional(), expiryTime: z.unknown().optional() };

const listing: ListingForm = {
  set: "oauth2PermissionGrants",
  type,
  properties: Object.keys(shape),
  filterable: ["clientId", "consentType", "principalId", "resourceId"],
};

function list(call: DirectoryCall): Reply {
  const rows = call.core.state.oauth2PermissionGrants.list().map((kept) => view(shape, kept));
  return listReply(call, "directory", { ...listing, rows });
}

function listOfPrincipal(call: DirectoryCall): Reply {
  const principal = findPrincipal(call);
  const grants = call.core.state.oauth2PermissionGrants
    .list()
    .filter((kept) => kept.clientId === principal.id);
  return listReply(call, "directory", { ...listing, rows: grants.map((kept) => view(shape, kept)) });
}

function get(call: DirectoryCall): Reply {
  return entityReply(call, listing, view(shape, findGrant(call)));
}

function create(call: DirectoryCall): Reply {
  const grant = readGrant(call);
  const { state } = call.core;
  for (const id of [grant.clientId, grant.resourceId]) {
    if (state.servicePrincipals.read(id) === undefined) {
      throw directoryBadRequest(directoryNotFound(id).message);
    }
  }
  if (state.oauth2PermissionGrants.get(grant.id) !== undefined) {
    throw new GraphFault(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.");
  }
  return entityReply(call, listing, view(shape, state.oauth2PermissionGrants.put(grant)), 201);
}

/** Only the scope can change. What says between whom the grant is may be sent again, even empty, and is not looked at. */
function update(call: DirectoryCall): Reply {
  const grant = findGrant(call);
  const ignored = z.unknown().optional();
  const schema = z.strictObject({
    scope: shape.scope,
    clientId: ignored,
    consentType: ignored,
    principalId: ignored,
    resourceId: ignored,
    ...betaMembers(call),
  });
  const body = readBody(schema, withoutAnnotations(call.body), type);
  call.core.state.oauth2PermissionGrants.change(grant.id, { scope: body.scope });
  return { status: 204 };
}

function remove(call: DirectoryCall): Reply {
  call.core.state.oauth2PermissionGrants.remove(findGrant(call).id);
  return { status: 204 };
}

function readGrant(call: DirectoryCall): OAuth2PermissionGrant {
  const { clientId, consentType, resourceId, scope, principalId } = shape;
  const schema = z.strictObject({
    clientId,
    consentType,
    resourceId,
    scope: scope.optional(),
    principalId: principalId.optional(),
    ...betaMembers(call),
  });
  const body = readBody(schema, withoutAnnotations(call.body), type);
  const isForOne = body.consentType === "Principal";
  const namesOne = typeof body.principalId === "string";
  if (isForOne !== namesOne) {
    throw directoryBadRequest("principalId must be given with the consentType 'Principal', and only then.");
  }
  const grant = { clientId: body.clientId, consentType: body.consentType, resourceId: body.resourceId };
  return {
    ...grant,
    id: grantId(grant, body.principalId ?? null),
    principalId: body.principalId ?? null,
    scope: body.scope ?? null,
  };
}

function betaMembers(call: DirectoryCall): typeof validityInBeta | Record<never, never> {
  return call.version === "beta" ? validityInBeta : {};
}

/** There is one grant for a client, a resource and whoever consents; its id follows from these. */
export function grantId(grant: { clientId: string; resourceId: string }, principalId: string | null): string {
  const ids = [grant.clientId, grant.resourceId, principalId ?? ""].join("").replaceAll("-", "");
  return Buffer.from(ids, "hex").toString("base64url");
}

function findGrant(call: DirectoryCall): OAuth2PermissionGrant {
  const id = call.params.id ?? "";
  const found = call.core.state.oauth2PermissionGrants.read(id);
  if (found === undefined) {
    throw directoryNotFound(id);
  }
  return found;
}
