import { Collection } from "../collection.ts";
import type { DirectoryState } from "../entra/state.ts";
import type { GraphCall, GraphRoute } from "../graph/call.ts";
import type { AssignmentFilter } from "./assignment-filters.ts";
import type { AuditEvent } from "./audit.ts";
import type { EnrollmentConfiguration } from "./enrollment-configurations.ts";
import type { ApprovalRequest } from "./schemas/approval-requests.ts";
import type { ConfigurationPolicy } from "./schemas/configuration-policies.ts";
import type { DeviceConfiguration } from "./schemas/device-configurations.ts";
import type { DeviceRunState, HealthScript } from "./schemas/health-scripts.ts";
import type { Intent } from "./schemas/intents.ts";
import type { ManagedDevice } from "./schemas/managed-devices.ts";
import type { RoleScopeTag } from "./scope-tags.ts";

/** The collections of an empty Intune. */
export function createIntuneState() {
  return {
    deviceConfigurations: new Collection<DeviceConfiguration>(),
    configurationPolicies: new Collection<ConfigurationPolicy>(),
    managedDevices: new Collection<ManagedDevice>(),
    intents: new Collection<Intent>(),
    deviceEnrollmentConfigurations: new Collection<EnrollmentConfiguration>(),
    deviceHealthScripts: new Collection<HealthScript>(),
    deviceHealthScriptStates: new Collection<DeviceRunState>(),
    operationApprovalRequests: new Collection<ApprovalRequest>(),
    auditEvents: new Collection<AuditEvent>(),
    assignmentFilters: new Collection<AssignmentFilter>(),
    roleScopeTags: new Collection<RoleScopeTag>(),
  };
}

/** What Intune keeps. */
export type IntuneState = Readonly<ReturnType<typeof createIntuneState>>;
/** A call of Intune, which knows the directory. */
export type IntuneCall = GraphCall<IntuneState & DirectoryState>;
/** A part of Intune. */
export type IntuneRoute = GraphRoute<IntuneState & DirectoryState>;
