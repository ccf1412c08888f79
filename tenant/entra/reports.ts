import { administrator } from "../control/administrator.ts";
import { GraphFault } from "../graph/odata/errors.ts";
import type { DirectoryCall } from "./state.ts";

/**
 * Refuses a report that the tenant has no licence for, or that is one too many in a short while.
 * Source: https://learn.microsoft.com/graph/throttling-limits#identity-and-access-reports-service-limits
 */
export function admitReport(call: DirectoryCall): void {
  const { core, caller } = call;
  if (!core.state.settings.hasPremiumLicense) {
    throw new GraphFault(
      403,
      "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
      "Neither tenant is B2C or tenant doesn't have premium license",
    );
  }
  const { reportLimits } = core.state.settings;
  if (reportLimits !== undefined && caller !== administrator) {
    core.recentRequests.admitReport(caller, reportLimits, core.now());
  }
}
