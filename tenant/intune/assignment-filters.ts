import { z } from "zod";
import type { Collection } from "../collection.ts";
import type { GraphRoute } from "../graph/call.ts";
import { guid, instant, text, texts } from "../graph/edm.ts";
import { readRoutes } from "../graph/read-routes.ts";

/** Beta only. Source: https://learn.microsoft.com/graph/api/resources/intune-policyset-deviceandappmanagementassignmentfilter */
const assignmentFilter = z.object({
  id: guid,
  createdDateTime: instant,
  lastModifiedDateTime: instant,
  displayName: z.string(),
  description: text,
  platform: z.string(),
  rule: z.string(),
  roleScopeTags: texts,
});

/** A filter that narrows an assignment. */
export type AssignmentFilter = z.output<typeof assignmentFilter>;

type State = { readonly assignmentFilters: Collection<AssignmentFilter> };

/** Assignment filters can only be read here. */
export const assignmentFilterRoutes: readonly GraphRoute<State>[] = readRoutes<State>({
  path: "/deviceManagement/assignmentFilters",
  type: "microsoft.graph.deviceAndAppManagementAssignmentFilter",
  service: "intune",
  permissions: ["DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All"],
  onlyIn: "beta",
  shape: assignmentFilter.shape,
  filterable: ["displayName"],
  of: (state) => state.assignmentFilters,
});
