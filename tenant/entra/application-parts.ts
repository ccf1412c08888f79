import { listReply } from "../graph/odata/replies.ts";
import type { Reply } from "../http/message.ts";
import { findApplication } from "./applications.ts";
import { ownersOf, principalShape } from "./principal-form.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

const permissions = [
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Application.ReadWrite.OwnedBy",
  "Directory.Read.All",
];

/** Sources: https://learn.microsoft.com/graph/api/application-list-owners, https://learn.microsoft.com/graph/api/application-list-federatedidentitycredentials */
export const applicationPartRoutes: readonly DirectoryRoute[] = [
  { method: "GET", path: "/applications/{id}/owners", service: "directory", permissions, handle: owners },
  {
    method: "GET",
    path: "/applications/{id}/federatedIdentityCredentials",
    service: "directory",
    permissions,
    handle: federatedCredentials,
  },
];

function owners(call: DirectoryCall): Reply {
  return listReply(call, "directory", {
    set: "directoryObjects",
    type: "microsoft.graph.directoryObject",
    rows: ownersOf(call, findApplication(call).id),
    properties: [...Object.keys(principalShape(call.version)), "userPrincipalName"],
  });
}

function federatedCredentials(call: DirectoryCall): Reply {
  const { appId } = findApplication(call);
  const { federatedCredentials: kept = [] } = call.core.state.appCredentials.get(appId) ?? {};
  return listReply(call, "directory", {
    set: "applications('...')/federatedIdentityCredentials",
    type: "microsoft.graph.federatedIdentityCredential",
    rows: kept.map((credential, index) => ({ id: String(index), ...credential })),
    properties: ["id", "name", "issuer", "subject", "audiences"],
  });
}
