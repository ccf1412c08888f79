import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { administrator } from "../control/administrator.ts";
import { instantOf } from "../graph/edm.ts";
import { GraphFault } from "../graph/odata/errors.ts";
import type { Reply } from "../http/message.ts";
import { currentStatus } from "./approval-requests.ts";
import type { ProtectedKind } from "./schemas/approval-requests.ts";
import type { IntuneCall, IntuneRoute } from "./state.ts";

const justificationHeader = "x-msft-approval-justification";
const codeHeader = "x-msft-approval-code";
const threeDays = 3 * 24 * 60 * 60 * 1000;
const longestJustification = 1024;

/** The names of the access policies' types; that of configuration policies is unverified. */
const policyTypes: Readonly<Record<ProtectedKind, string>> = {
  configurationPolicies: "configurationPolicy",
  scripts: "script",
  deviceConfigurations: "configurationPolicy",
};

/**
 * Holds a write for a second administrator where the settings say so: it is queued, and done once, when it is sent
 * again, the same in method, address and body, with the code of the request that was approved.
 * Source: https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval
 */
export function withApproval(kind: ProtectedKind, handle: IntuneRoute["handle"]): IntuneRoute["handle"] {
  return (call) => {
    const { approvals } = call.core.state.settings;
    const isHeld =
      approvals?.kinds.includes(kind) === true &&
      call.caller !== administrator &&
      approvals.excludedApps?.includes(call.caller.appId) !== true;
    if (!isHeld) {
      return handle(call);
    }
    const code = call.headers[codeHeader];
    if (code === undefined) {
      throw queue(call, kind);
    }
    return perform(call, code, handle);
  };
}

/** Queues a write. Returns what it is refused with. */
function queue(call: IntuneCall, kind: ProtectedKind): GraphFault {
  const { core } = call;
  const { approvals } = core.state.settings;
  const requestJustification = justificationOf(call);
  const object = objectOf(call);
  const isActive = core.state.operationApprovalRequests
    .all()
    .some(
      (request) =>
        request.object === object &&
        ["needsApproval", "approved"].includes(currentStatus(request, core.now())),
    );
  if (isActive) {
    return refused(403, "Forbidden", "An active Approval Request already exists");
  }
  const now = core.now();
  const requestor = { id: call.caller.appId, displayName: appName(call) };
  const { id } = core.state.operationApprovalRequests.put({
    id: randomUUID(),
    requestDateTime: instantOf(now),
    expirationDateTime: instantOf(now + (approvals?.expiresAfterMilliseconds ?? threeDays)),
    lastModifiedDateTime: instantOf(now),
    requestor: { application: requestor, device: null, user: null },
    approver: null,
    status: "needsApproval",
    requestJustification,
    approvalJustification: null,
    requiredOperationApprovalPolicyTypes: [policyTypes[kind]],
    operation: operationOf(call),
    body: call.body,
    object,
  });
  return held(call, id);
}

/** Does a write that was approved. Throws where it was not, or is another one than was asked for. */
function perform(call: IntuneCall, code: string, handle: IntuneRoute["handle"]): Reply {
  const requests = call.core.state.operationApprovalRequests;
  const request = requests.get(code);
  if (request === undefined) {
    throw refused(400, "BadRequest", `There is no Approval Request ${code}`);
  }
  if (request.operation !== operationOf(call) || !isDeepStrictEqual(request.body, call.body)) {
    throw refused(400, "BadRequest", `The request does not match the Approval Request ${code}`);
  }
  const status = currentStatus(request, call.core.now());
  if (status === "needsApproval") {
    throw held(call, code);
  }
  if (status !== "approved") {
    throw refused(403, "Forbidden", `The Approval Request ${code} is not approved, but ${status}`);
  }
  const reply = handle(call);
  requests.change(code, { status: "completed", lastModifiedDateTime: instantOf(call.core.now()) });
  return reply;
}

function held(call: IntuneCall, code: string): GraphFault {
  const { heldStatus = 403 } = call.core.state.settings.approvals ?? {};
  const message = `This operation requires approval. The approval code is ${code}`;
  return new GraphFault(heldStatus, "ApprovalRequired", message, { headers: { [codeHeader]: code } });
}

/** Throws where there is no justification, or one that is no base64 of text of an admitted length. */
function justificationOf(call: IntuneCall): string {
  const { missingStatus = 400 } = call.core.state.settings.approvals ?? {};
  const header = call.headers[justificationHeader];
  if (header === undefined || header === "") {
    throw refused(
      missingStatus,
      "BadRequest",
      `Header '${justificationHeader}' is required to request approval`,
    );
  }
  const bytes = Buffer.from(header, "base64");
  const text = bytes.toString("utf8");
  const isText = bytes.toString("base64") === header && Buffer.from(text, "utf8").equals(bytes);
  if (!isText || text.length > longestJustification) {
    throw refused(
      400,
      "BadRequest",
      `Header '${justificationHeader}' must be base64 of at most ${longestJustification} characters`,
    );
  }
  return text;
}

function operationOf(call: IntuneCall): string {
  return `${call.method} ${call.path}?${call.query}`;
}

/** What is written to: an object by its address; what is to be made by everything that is sent. */
function objectOf(call: IntuneCall): string {
  const { id } = call.params;
  if (id === undefined) {
    return `${operationOf(call)} ${JSON.stringify(call.body)}`;
  }
  return call.path.slice(0, call.path.indexOf(id) + id.length).toLowerCase();
}

function appName(call: IntuneCall): string | null {
  return call.core.state.servicePrincipals.get(call.caller.objectId)?.displayName ?? null;
}

function refused(status: number, code: string, message: string): GraphFault {
  return new GraphFault(status, code, message);
}
