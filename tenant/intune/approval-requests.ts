import { administrator } from "../control/administrator.ts";
import { instantOf } from "../graph/edm.ts";
import { readBody } from "../graph/odata/body.ts";
import { directoryForbidden, intuneBadRequest, intuneNotFound } from "../graph/odata/errors.ts";
import { readRoutes } from "../graph/read-routes.ts";
import type { Reply } from "../http/message.ts";
import { type ApprovalRequest, approvalRequest, decisionBody } from "./schemas/approval-requests.ts";
import type { IntuneCall, IntuneRoute, IntuneState } from "./state.ts";

const path = "/deviceManagement/operationApprovalRequests";
const permissions = [
  "DeviceManagementRBAC.Read.All",
  "DeviceManagementRBAC.ReadWrite.All",
  "DeviceManagementConfiguration.Read.All",
  "DeviceManagementConfiguration.ReadWrite.All",
];

/**
 * Requests for approval: any app with the permission may read them, and none may decide on one.
 * Beta only. Source: https://learn.microsoft.com/graph/api/resources/intune-rbac-operationapprovalrequest
 */
export const approvalRequestRoutes: readonly IntuneRoute[] = [
  ...readRoutes<IntuneState>({
    path,
    type: "microsoft.graph.operationApprovalRequest",
    service: "intune",
    permissions,
    onlyIn: "beta",
    shape: approvalRequest.shape,
    filterable: ["status"],
    of: (state) => state.operationApprovalRequests,
    shown: (call, kept) => ({
      ...kept,
      status: currentStatus(kept as ApprovalRequest, call.core.now()),
    }),
  }),
  decision("approve", "approved"),
  decision("reject", "rejected"),
];

/** How a request stands at `now`, in milliseconds since 1970: what was not completed in time is expired. */
export function currentStatus(request: ApprovalRequest, now: number): ApprovalRequest["status"] {
  const isOpen = request.status === "needsApproval" || request.status === "approved";
  return isOpen && now >= Date.parse(request.expirationDateTime) ? "expired" : request.status;
}

function decision(action: string, status: "approved" | "rejected"): IntuneRoute {
  const handle = (call: IntuneCall): Reply => {
    if (call.caller !== administrator) {
      throw directoryForbidden("Applications cannot approve or reject a request.");
    }
    const { justification } = readBody(decisionBody, call.body, "microsoft.graph.operationApprovalRequest");
    const requests = call.core.state.operationApprovalRequests;
    const request = requests.get(call.params.id ?? "");
    if (request === undefined) {
      throw intuneNotFound(call.path);
    }
    const now = call.core.now();
    const current = currentStatus(request, now);
    if (current !== "needsApproval") {
      throw intuneBadRequest(`The approval request is ${current}`, call.path);
    }
    requests.change(request.id, {
      status,
      approvalJustification: justification,
      approver: { application: null, device: null, user: { id: call.caller.objectId, displayName: null } },
      lastModifiedDateTime: instantOf(now),
    });
    return {
      status: 200,
      body: { "@odata.context": `${call.core.origin}/beta/$metadata#Edm.String`, value: request.id },
    };
  };
  return {
    method: "POST",
    path: `${path}/{id}/${action}`,
    service: "intune",
    permissions: [],
    onlyIn: "beta",
    handle,
  };
}
