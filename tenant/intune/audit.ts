import { randomUUID } from "node:crypto";
import type { GraphCall, GraphRoute } from "../graph/call.ts";
import { instantOf } from "../graph/edm.ts";
import { intuneNotFound } from "../graph/odata/errors.ts";
import { entityReply, type Listing, listReply } from "../graph/odata/listing.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { auditEvent } from "./schemas/intune.ts";

const permissions = ["DeviceManagementApps.Read.All", "DeviceManagementApps.ReadWrite.All"];

/** Source: https://learn.microsoft.com/graph/api/resources/intune-auditing-auditevent */
export const auditRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "/deviceManagement/auditEvents", service: "intune", permissions, handle: list },
  { method: "GET", path: "/deviceManagement/auditEvents/{id}", service: "intune", permissions, handle: get },
];

const listing: Omit<Listing, "rows"> = {
  set: "deviceManagement/auditEvents",
  type: "microsoft.graph.auditEvent",
  properties: Object.keys(auditEvent.shape),
  filterable: ["activityDateTime", "activityType", "category", "componentName"],
};

/**
 * Writes a line into Intune's audit log: what was done, to what, by whom. `activity` is what was done where it is
 * named otherwise than the operation, as remote actions are: "resetPasscode ManagedDevice".
 */
export function audit(
  call: GraphCall,
  operation: "Create" | "Patch" | "Delete" | "Action",
  type: string,
  resource: { readonly id: string; readonly displayName: string },
  activity: string = operation,
): void {
  const principal = call.core.state.servicePrincipals.get(call.caller.objectId);
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
      applicationId: call.caller.appId,
      applicationDisplayName: principal?.displayName ?? null,
      userPrincipalName: null,
      servicePrincipalName: principal?.displayName ?? null,
      ipAddress: null,
      userId: null,
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

function list(call: GraphCall): Reply {
  const rows = call.core.state.auditEvents.list().map((event) => view(auditEvent.shape, event));
  return listReply(call, "intune", { ...listing, rows });
}

function get(call: GraphCall): Reply {
  const event = call.core.state.auditEvents.read(call.params.id ?? "");
  if (event === undefined) {
    throw intuneNotFound(call.path);
  }
  return entityReply(call, listing, view(auditEvent.shape, event));
}
