import { directoryNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { application } from "./schemas.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

const permissions = [
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Application.ReadWrite.OwnedBy",
  "Directory.Read.All",
];

/** Source: https://learn.microsoft.com/graph/api/resources/application */
export const applicationRoutes: readonly DirectoryRoute[] = [
  { method: "GET", path: "/applications", service: "directory", permissions, handle: list },
  { method: "GET", path: "/applications/{id}", service: "directory", permissions, handle: get },
  { method: "GET", path: "/applications(appId='{appId}')", service: "directory", permissions, handle: get },
];

const listing: ListingForm = {
  set: "applications",
  type: "microsoft.graph.application",
  properties: Object.keys(application.shape),
};

function list(call: DirectoryCall): Reply {
  const rows = call.core.state.applications.list().map((kept) => view(application.shape, kept));
  return listReply(call, "directory", { ...listing, rows });
}

function get(call: DirectoryCall): Reply {
  const { id, appId } = call.params;
  const found = call.core.state.applications.list().find((kept) => kept.id === id || kept.appId === appId);
  if (found === undefined) {
    throw directoryNotFound(id ?? appId ?? "");
  }
  return entityReply(call, listing, view(application.shape, found));
}
