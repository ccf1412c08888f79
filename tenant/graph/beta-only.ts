import type { z } from "zod";
import type { Collection, Kept } from "../collection.ts";
import type { Reply } from "../http/message.ts";
import { assignmentFilter, roleScopeTag } from "../intune/schemas/intune.ts";
import type { GraphCall, GraphRoute } from "./call.ts";
import { intuneNotFound } from "./odata/errors.ts";
import { entityReply, type Listing, listReply } from "./odata/listing.ts";
import { view } from "./odata/view.ts";

/** What exists in beta alone: scope tags and assignment filters, to be read. */
export const betaOnlyRoutes: readonly GraphRoute[] = [
  ...readRoutes({
    path: "/deviceManagement/roleScopeTags",
    type: "microsoft.graph.roleScopeTag",
    permissions: ["DeviceManagementRBAC.Read.All", "DeviceManagementRBAC.ReadWrite.All"],
    shape: roleScopeTag.shape,
    of: (call) => call.core.state.roleScopeTags,
  }),
  ...readRoutes({
    path: "/deviceManagement/assignmentFilters",
    type: "microsoft.graph.deviceAndAppManagementAssignmentFilter",
    permissions: ["DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All"],
    shape: assignmentFilter.shape,
    of: (call) => call.core.state.assignmentFilters,
  }),
];

type Readable = {
  readonly path: string;
  readonly type: string;
  readonly permissions: readonly string[];
  readonly shape: Readonly<Record<string, z.ZodType>>;
  readonly of: (call: GraphCall) => Collection<Kept>;
};

function readRoutes({ path, type, permissions, shape, of }: Readable): GraphRoute[] {
  const listing: Omit<Listing, "rows"> = {
    set: path.slice(1),
    type,
    properties: Object.keys(shape),
    filterable: ["displayName"],
  };
  const list = (call: GraphCall): Reply =>
    listReply(call, "intune", {
      ...listing,
      rows: of(call)
        .list()
        .map((kept) => view(shape, kept)),
    });
  const get = (call: GraphCall): Reply => {
    const kept = of(call).read(call.params.id ?? "");
    if (kept === undefined) {
      throw intuneNotFound(call.path);
    }
    return entityReply(call, listing, view(shape, kept));
  };
  return [
    { method: "GET", path, service: "intune", permissions, onlyIn: "beta", handle: list },
    { method: "GET", path: `${path}/{id}`, service: "intune", permissions, onlyIn: "beta", handle: get },
  ];
}
