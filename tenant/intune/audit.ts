import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Collection } from "../collection.ts";
import type { DirectoryState } from "../entra/state.ts";
import type { GraphCall, GraphRoute } from "../graph/call.ts";
import { guid, instant, instantOf, text } from "../graph/edm.ts";
import { readRoutes } from "../graph/read-routes.ts";

/** Source: https://learn.microsoft.com/graph/api/resources/intune-auditing-auditevent */
export const auditEvent = z.object({
  id: z.string(),
  displayName: text,
  componentName: text,
  activity: text,
  activityDateTime: instant,
  activityType: text,
  activityOperationType: text,
  activityResult: text,
  correlationId: guid,
  category: text,
  actor: z.unknown(),
  resources: z.array(z.unknown()),
});

/** One line of Intune's audit log. */
export type AuditEvent = z.output<typeof auditEvent>;

type State = { readonly auditEvents: Collection<AuditEvent> };

/** The audit log can only be read. */
export const auditRoutes: readonly GraphRoute<State>[] = readRoutes<State>({
  path: "/deviceManagement/auditEvents",
  type: "microsoft.graph.auditEvent",
  service: "intune",
  permissions: ["DeviceManagementApps.Read.All", "DeviceManagementApps.ReadWrite.All"],
  shape: auditEvent.shape,
  filterable: ["activityDateTime", "activityType", "category", "componentName"],
  of: (state) => state.auditEvents,
});

/**
 * Writes a line into Intune's audit log: what was done, to what, by whom. `activity` is what was done where it is
 * named otherwise than the operation, as remote actions are: "resetPasscode ManagedDevice".
 */
export function audit(
  call: GraphCall<State & Pick<DirectoryState, "servicePrincipals">>,
  operation: "Create" | "Patch" | "Delete" | "Action",
  type: string,
  resource: { readonly id: string; readonly displayName: string },
  activity: string = operation,
): void {
  const { appId, objectId, person } = call.caller;
  const principal = call.core.state.servicePrincipals.find((candidate) => candidate.appId === appId);
  call.core.state.auditEvents.put({
    id: randomUUID(),
    displayName: `${activity} ${type}`,
    componentName: type.replace(/Assignment$/, ""),
    activity: null,
    activityDateTime: instantOf(call.core.now()),
    activityType: `${activity} ${type}`,
    activityOperationType: operation,
    activityResult: "Success",
    correlationId: randomUUID(),
    category: type.replace(/Assignment$/, ""),
    actor: {
      auditActorType: "ItPro",
      userPermissions: ["*"],
      applicationId: appId,
      applicationDisplayName: principal?.displayName ?? null,
      userPrincipalName: person?.userPrincipalName ?? null,
      servicePrincipalName: person === undefined ? (principal?.displayName ?? null) : null,
      ipAddress: null,
      userId: person === undefined ? null : objectId,
    },
    resources: [
      {
        displayName: resource.displayName,
        auditResourceType: type,
        resourceId: resource.id,
        modifiedProperties: [],
      },
    ],
  });
}
