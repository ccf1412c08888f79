import { randomUUID } from "node:crypto";
import { z } from "zod";
import { instantOf } from "../graph/edm.ts";
import { readBody, withoutAnnotations } from "../graph/odata/body.ts";
import { directoryNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { newApplication } from "./new-application.ts";
import { type Application, application } from "./schemas.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

const permissions = [
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Application.ReadWrite.OwnedBy",
  "Directory.Read.All",
];
const create = ["Application.ReadWrite.OwnedBy", "Application.ReadWrite.All"];

/** Source: https://learn.microsoft.com/graph/api/resources/application */
export const applicationRoutes: readonly DirectoryRoute[] = [
  { method: "GET", path: "/applications", service: "directory", permissions, handle: list },
  { method: "POST", path: "/applications", service: "directory", permissions: create, handle: register },
  { method: "GET", path: "/applications/{id}", service: "directory", permissions, handle: get },
  {
    method: "PATCH",
    path: "/applications/{id}",
    service: "directory",
    permissions: ["Application.ReadWrite.All"],
    handle: update,
  },
  { method: "GET", path: "/applications(appId='{appId}')", service: "directory", permissions, handle: get },
];

const type = "microsoft.graph.application";
const credentials = { keyCredentials: z.array(z.unknown()), passwordCredentials: z.array(z.unknown()) };
const listing: ListingForm = {
  set: "applications",
  type,
  properties: [...Object.keys(application.shape), ...Object.keys(credentials)],
};

/** What may be written; the redirect URIs of a platform come with its other settings, which are not kept. */
const { shape } = application;
const writable = {
  description: shape.description.exactOptional(),
  identifierUris: shape.identifierUris.exactOptional(),
  isFallbackPublicClient: shape.isFallbackPublicClient.exactOptional(),
  notes: shape.notes.exactOptional(),
  publicClient: shape.publicClient.exactOptional(),
  requiredResourceAccess: shape.requiredResourceAccess.exactOptional(),
  signInAudience: z.enum(["AzureADMyOrg", "AzureADMultipleOrgs"]).exactOptional(),
  tags: shape.tags.exactOptional(),
  web: shape.web.exactOptional(),
};
const registration = z.strictObject({ displayName: z.string(), ...writable });
const changesOf = z.strictObject({ displayName: z.string().exactOptional(), ...writable });

function list(call: DirectoryCall): Reply {
  const rows = call.core.state.applications.list().map((kept) => shown(call, kept));
  return listReply(call, "directory", { ...listing, rows });
}

function get(call: DirectoryCall): Reply {
  return entityReply(call, listing, shown(call, findApplication(call)));
}

/** With its credentials, but for the secrets themselves. */
function shown(call: DirectoryCall, app: Application): Record<string, unknown> {
  const { secrets = [], certificates = [] } = call.core.state.appCredentials.get(app.appId) ?? {};
  const named = (_: string, index: number) => ({ displayName: `Credential ${index + 1}` });
  return view(
    { ...shape, ...credentials },
    { ...app, keyCredentials: certificates.map(named), passwordCredentials: secrets.map(named) },
  );
}

/** A name need not be unique: a second POST registers a second application. */
function register(call: DirectoryCall): Reply {
  const body = readBody(registration, withoutAnnotations(call.body), type);
  const { state, now } = call.core;
  const app = state.applications.put({
    ...newApplication({
      appId: randomUUID(),
      displayName: body.displayName,
      publisherDomain: state.ids.domain,
    }),
    createdDateTime: instantOf(now()),
    ...body,
  });
  state.publishedApps.put({
    id: app.appId,
    displayName: body.displayName,
    ownerTenantId: state.tenantId,
    oauth2PermissionScopes: [],
    appRoles: [],
    servicePrincipalNames: [app.appId],
    replyUrls: [],
  });
  state.appCredentials.put({ id: app.appId, secrets: [], certificates: [], federatedCredentials: [] });
  // Whoever registers an application owns it.
  state.ownerships.put({ id: app.id, ownerIds: [call.caller.objectId] });
  return entityReply(call, listing, shown(call, app), 201);
}

function update(call: DirectoryCall): Reply {
  const changes = readBody(changesOf, withoutAnnotations(call.body), type);
  call.core.state.applications.change(findApplication(call).id, changes);
  return { status: 204 };
}

/** The application that an address names, by object id or by `appId`. Throws Graph's 404. */
export function findApplication(call: DirectoryCall): Application {
  const { id, appId } = call.params;
  const found = call.core.state.applications.list().find((kept) => kept.id === id || kept.appId === appId);
  if (found === undefined) {
    throw directoryNotFound(id ?? appId ?? "");
  }
  return found;
}
