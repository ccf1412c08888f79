import { badRequest } from "../graph/odata/errors.ts";
import { listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { userRegistrationDetails } from "./report-schemas.ts";
import { admitReport } from "./reports.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

/** Source: https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails */
export const registrationDetailsRoutes: readonly DirectoryRoute[] = [
  {
    method: "GET",
    path: "/reports/authenticationMethods/userRegistrationDetails",
    service: "directory",
    permissions: ["AuditLog.Read.All"],
    handle: list,
  },
];

const options = new Set(["$filter", "$orderby", "$skiptoken"]);

function list(call: DirectoryCall): Reply {
  for (const option of call.query.keys()) {
    if (option.startsWith("$") && !options.has(option)) {
      throw badRequest(
        `Query option '${option}' is not allowed. To allow it, set the 'AllowedQueryOptions'.`,
      );
    }
  }
  admitReport(call);
  return listReply(call, "directory", {
    set: "reports/authenticationMethods/userRegistrationDetails",
    type: "microsoft.graph.userRegistrationDetails",
    properties: Object.keys(userRegistrationDetails.shape),
    rows: call.core.state.userRegistrationDetails
      .list()
      .map((kept) => view(userRegistrationDetails.shape, kept)),
  });
}
