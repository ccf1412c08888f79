import { z } from "zod";
import type { Collection } from "../collection.ts";
import type { GraphRoute } from "../graph/call.ts";
import { text } from "../graph/edm.ts";
import { readRoutes } from "../graph/read-routes.ts";

/** Beta only. Source: https://learn.microsoft.com/graph/api/resources/intune-rbac-rolescopetag */
const roleScopeTag = z.object({
  id: z.string(),
  displayName: z.string(),
  description: text,
  isBuiltIn: z.boolean(),
});

/** A scope tag. */
export type RoleScopeTag = z.output<typeof roleScopeTag>;

type State = { readonly roleScopeTags: Collection<RoleScopeTag> };

/** Scope tags can only be read here. */
export const scopeTagRoutes: readonly GraphRoute<State>[] = readRoutes<State>({
  path: "/deviceManagement/roleScopeTags",
  type: "microsoft.graph.roleScopeTag",
  service: "intune",
  permissions: ["DeviceManagementRBAC.Read.All", "DeviceManagementRBAC.ReadWrite.All"],
  onlyIn: "beta",
  shape: roleScopeTag.shape,
  filterable: ["displayName"],
  of: (state) => state.roleScopeTags,
});
