import type { ListingForm, Row } from "../graph/odata/listing.ts";
import { listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { impactedResource, recommendation } from "./report-schemas.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

/** In beta alone. */
export const recommendationRoutes: readonly DirectoryRoute[] = [
  {
    method: "GET",
    path: "/directory/recommendations",
    service: "directory",
    permissions: ["DirectoryRecommendations.Read.All", "DirectoryRecommendations.ReadWrite.All"],
    onlyIn: "beta",
    handle: list,
  },
];

/** Members that were added to their enum after unknownFutureValue. */
const newMembers: Readonly<Record<string, ReadonlySet<string>>> = {
  recommendationType: new Set([
    "longLivedCredentials",
    "aadConnectDeprecated",
    "adalToMsalMigration",
    "ownerlessApps",
    "inactiveGuests",
    "aadGraphDeprecationApplication",
    "aadGraphDeprecationServicePrincipal",
    "mfaServerDeprecation",
  ]),
  status: new Set(["riskAccepted", "thirdParty", "planned", "alternateMitigation", "needsMoreAction"]),
};

function list(call: DirectoryCall): Reply {
  const kept = call.core.state.recommendations.list();
  const impacted = new Map(
    kept.map(({ id, impactedResources }) => [
      id,
      impactedResources.map((resource) => ({
        ...view(impactedResource.shape, resource),
        recommendationId: id,
      })),
    ]),
  );
  const form: ListingForm = {
    set: "directory/recommendations",
    type: "microsoft.graph.recommendation",
    properties: Object.keys(recommendation.shape),
    expand: { impactedResources: ({ id }) => impacted.get(String(id))?.map((row) => known(call, row)) },
  };
  const rows = kept.map((row) => known(call, view(recommendation.shape, row)));
  return listReply(call, "directory", { ...form, rows });
}

/** Without `Prefer: include-unknown-enum-members`, newer members of an enum read unknownFutureValue. */
function known(call: DirectoryCall, row: Row): Row {
  if (/\binclude-unknown-enum-members\b/i.test(call.headers.prefer ?? "")) {
    return row;
  }
  const shown = Object.entries(row).map(([name, value]) => [
    name,
    newMembers[name]?.has(String(value)) === true ? "unknownFutureValue" : value,
  ]);
  return Object.fromEntries(shown);
}
