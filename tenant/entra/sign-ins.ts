import { badRequest } from "../graph/odata/errors.ts";
import { type Filter, parseFilter } from "../graph/odata/filter.ts";
import { listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { signIn } from "./report-schemas.ts";
import { admitReport } from "./reports.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

/** Source: https://learn.microsoft.com/graph/api/signin-list */
export const signInRoutes: readonly DirectoryRoute[] = [
  {
    method: "GET",
    path: "/auditLogs/signIns",
    service: "directory",
    permissions: ["AuditLog.Read.All"],
    handle: list,
  },
];

/** With AuditLog.Read.All alone, a sign-in does not tell which policies applied: the member is left out. */
const permissionForPolicies = "Policy.Read.ConditionalAccess";

function list(call: DirectoryCall): Reply {
  const filter = call.query.get("$filter");
  if (filter !== null) {
    refuseOtherConditions(parseFilter(filter));
  }
  admitReport(call);
  const mayReadPolicies = call.caller.roles.has(permissionForPolicies);
  const properties = Object.keys(signIn.shape).filter(
    (name) => mayReadPolicies || name !== "appliedConditionalAccessPolicies",
  );
  const newestFirst = call.core.state.signIns
    .list()
    .toSorted((left, right) => Date.parse(right.createdDateTime) - Date.parse(left.createdDateTime));
  return listReply(call, "reports", {
    set: "auditLogs/signIns",
    type: "microsoft.graph.signIn",
    properties: Object.keys(signIn.shape),
    defaults: properties,
    rows: newestFirst.map((kept) => only(view(signIn.shape, kept), properties)),
  });
}

function only(row: Record<string, unknown>, properties: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => properties.includes(name)));
}

/** Of what the sign-in log filters by, the tenant has an app, a resource and a time, joined by `and`. */
function refuseOtherConditions(filter: Filter): void {
  if (filter.kind === "and") {
    refuseOtherConditions(filter.left);
    refuseOtherConditions(filter.right);
    return;
  }
  const isServed =
    filter.kind === "compare" &&
    ((filter.operator === "eq" && ["appId", "resourceId"].includes(filter.property)) ||
      (filter.operator === "ge" && filter.property === "createdDateTime"));
  if (!isServed) {
    throw badRequest(
      "Invalid filter clause: the tenant serves appId eq, resourceId eq and createdDateTime ge.",
    );
  }
}
