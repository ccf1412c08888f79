import type { GraphCall, GraphRoute } from "../graph/call.ts";
import { directoryNotFound } from "../graph/odata/errors.ts";
import { entityReply, type Listing, listReply } from "../graph/odata/listing.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { application } from "./schemas.ts";

const permissions = [
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Application.ReadWrite.OwnedBy",
  "Directory.Read.All",
];

/** Source: https://learn.microsoft.com/graph/api/resources/application */
export const applicationRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "/applications", service: "directory", permissions, handle: list },
  { method: "GET", path: "/applications/{id}", service: "directory", permissions, handle: get },
  { method: "GET", path: "/applications(appId='{appId}')", service: "directory", permissions, handle: get },
];

const listing: Omit<Listing, "rows"> = {
  set: "applications",
  type: "microsoft.graph.application",
  properties: Object.keys(application.shape),
};

function list(call: GraphCall): Reply {
  const rows = call.core.state.applications.list().map((kept) => view(application.shape, kept));
  return listReply(call, "directory", { ...listing, rows });
}

function get(call: GraphCall): Reply {
  const { id, appId } = call.params;
  const found = call.core.state.applications.list().find((kept) => kept.id === id || kept.appId === appId);
  if (found === undefined) {
    throw directoryNotFound(id ?? appId ?? "");
  }
  return entityReply(call, listing, view(application.shape, found));
}
