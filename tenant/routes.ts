import { appRoleAssignmentRoutes } from "./entra/app-role-assignments.ts";
import { applicationPartRoutes } from "./entra/application-parts.ts";
import { applicationRoutes } from "./entra/applications.ts";
import { conditionalAccessRoutes } from "./entra/conditional-access.ts";
import { deletedItemRoutes } from "./entra/deleted-items.ts";
import { directoryObjectRoutes } from "./entra/directory-objects.ts";
import { domainRoutes } from "./entra/domains.ts";
import { grantRoutes } from "./entra/grants.ts";
import { groupRoutes } from "./entra/groups.ts";
import { organizationRoutes } from "./entra/organization.ts";
import { ownerRoutes } from "./entra/owners.ts";
import { recommendationRoutes } from "./entra/recommendations.ts";
import { registrationDetailsRoutes } from "./entra/registration-details.ts";
import { servicePrincipalRoutes } from "./entra/service-principals.ts";
import { signInRoutes } from "./entra/sign-ins.ts";
import { userRoutes } from "./entra/users.ts";
import { createRouter } from "./http/router.ts";
import { approvalRequestRoutes } from "./intune/approval-requests.ts";
import { assignRoutes } from "./intune/assign.ts";
import { assignmentFilterRoutes } from "./intune/assignment-filters.ts";
import { auditRoutes } from "./intune/audit.ts";
import { configurationPolicyRoutes } from "./intune/configuration-policies.ts";
import { configurationStatusRoutes } from "./intune/configuration-status.ts";
import { deviceConfigurationRoutes } from "./intune/device-configurations.ts";
import { enrollmentConfigurationRoutes } from "./intune/enrollment-configurations.ts";
import { healthScriptRunRoutes } from "./intune/health-script-runs.ts";
import { healthScriptRoutes } from "./intune/health-scripts.ts";
import { intentRoutes } from "./intune/intents.ts";
import { managedDeviceRoutes } from "./intune/managed-devices.ts";
import { scopeTagRoutes } from "./intune/scope-tags.ts";
import type { TenantRoute } from "./state.ts";

/** Every part of Graph that the tenant serves. */
const graphRoutes: readonly TenantRoute[] = [
  ...organizationRoutes,
  ...userRoutes,
  ...groupRoutes,
  ...directoryObjectRoutes,
  ...applicationRoutes,
  ...servicePrincipalRoutes,
  ...ownerRoutes,
  ...applicationPartRoutes,
  ...deletedItemRoutes,
  ...appRoleAssignmentRoutes,
  ...grantRoutes,
  ...domainRoutes,
  ...conditionalAccessRoutes,
  ...registrationDetailsRoutes,
  ...signInRoutes,
  ...recommendationRoutes,
  ...deviceConfigurationRoutes,
  ...assignRoutes,
  ...configurationStatusRoutes,
  ...configurationPolicyRoutes,
  ...intentRoutes,
  ...enrollmentConfigurationRoutes,
  ...healthScriptRoutes,
  ...healthScriptRunRoutes,
  ...approvalRequestRoutes,
  ...managedDeviceRoutes,
  ...auditRoutes,
  ...scopeTagRoutes,
  ...assignmentFilterRoutes,
];

/** Finds the part of Graph that serves a method and a path without the version. */
export const findGraphRoute = createRouter(graphRoutes);
