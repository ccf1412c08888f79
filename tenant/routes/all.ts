import type { GraphRoute } from "../call.ts";
import { applicationRoutes } from "./applications.ts";
import { appRoleAssignmentRoutes } from "./appRoleAssignments.ts";
import { assignRoutes } from "./assign.ts";
import { auditRoutes } from "./audit.ts";
import { betaOnlyRoutes } from "./betaOnly.ts";
import { configurationStatusRoutes } from "./configurationStatus.ts";
import { deletedItemRoutes } from "./deletedItems.ts";
import { deviceConfigurationRoutes } from "./deviceConfigurations.ts";
import { directoryObjectRoutes } from "./directoryObjects.ts";
import { grantRoutes } from "./grants.ts";
import { groupRoutes } from "./groups.ts";
import { managedDeviceRoutes } from "./managedDevices.ts";
import { organizationRoutes } from "./organization.ts";
import { ownerRoutes } from "./owners.ts";
import { servicePrincipalRoutes } from "./servicePrincipals.ts";
import { userRoutes } from "./users.ts";

/** Every part of Graph that the tenant serves. */
export const graphRoutes: readonly GraphRoute[] = [
  ...organizationRoutes,
  ...userRoutes,
  ...groupRoutes,
  ...directoryObjectRoutes,
  ...applicationRoutes,
  ...servicePrincipalRoutes,
  ...ownerRoutes,
  ...deletedItemRoutes,
  ...appRoleAssignmentRoutes,
  ...grantRoutes,
  ...deviceConfigurationRoutes,
  ...assignRoutes,
  ...configurationStatusRoutes,
  ...managedDeviceRoutes,
  ...auditRoutes,
  ...betaOnlyRoutes,
];
