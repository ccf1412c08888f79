import type { AuditEvent } from "../../../tenant/intune/audit.ts";

/** A reset that was just made, as Intune's audit log has it. */
export function resetEvent(id: string, change: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id,
    displayName: "resetPasscode ManagedDevice",
    componentName: "ManagedDevice",
    activity: null,
    activityDateTime: new Date().toISOString(),
    activityType: "resetPasscode ManagedDevice",
    activityOperationType: "Action",
    activityResult: "Success",
    correlationId: "00000000-0000-4000-8000-000000000000",
    category: "Device",
    actor: { userPrincipalName: "mia@contoso.example", applicationDisplayName: "Intune portal" },
    resources: [{ displayName: id, auditResourceType: "ManagedDevice", resourceId: `id of ${id}` }],
    ...change,
  };
}
