import { readBody } from "../graph/odata/body.ts";
import { directoryBadRequest } from "../graph/odata/errors.ts";
import { listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import {
  type ConditionalAccessPolicy,
  type Evaluation,
  evaluateBody,
  whatIfAnalysisResult,
} from "./conditional-access-schemas.ts";
import { transitiveMemberIds } from "./groups.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

/** Source: https://learn.microsoft.com/graph/api/conditionalaccessroot-evaluate */
export const conditionalAccessRoutes: readonly DirectoryRoute[] = [
  {
    method: "POST",
    path: "/identity/conditionalAccess/evaluate",
    service: "directory",
    permissions: ["Policy.Read.ConditionalAccess", "Policy.Read.All"],
    handle: evaluate,
  },
];

function evaluate(call: DirectoryCall): Reply {
  const signIn = readBody(evaluateBody, call.body, "microsoft.graph.signInContext");
  const { userId } = signIn.signInIdentity;
  if (call.core.state.users.read(userId) === undefined) {
    throw directoryBadRequest(`The user '${userId}' does not exist.`);
  }
  const results = call.core.state.conditionalAccessPolicies
    .list()
    .map((policy) => resultOf(call, policy, signIn));
  const rows = results.filter(
    ({ policyApplies }) => policyApplies === true || signIn.appliedPoliciesOnly !== true,
  );
  return listReply(call, "directory", {
    set: "Collection(microsoft.graph.whatIfAnalysisResult)",
    type: "microsoft.graph.whatIfAnalysisResult",
    properties: Object.keys(whatIfAnalysisResult.shape),
    rows,
  });
}

/** Policies in report-only mode apply like the others; `state` tells them apart. */
function resultOf(
  call: DirectoryCall,
  policy: ConditionalAccessPolicy,
  signIn: Evaluation,
): Record<string, unknown> {
  const reasons = [
    ...(policy.state === "disabled" ? ["policyNotEnabled"] : []),
    ...(concernsUser(call, policy, signIn.signInIdentity.userId) ? [] : ["users"]),
    ...(concernsApplication(policy, signIn) ? [] : ["application"]),
    ...conditionReasons(policy, signIn),
  ];
  return view(whatIfAnalysisResult.shape, {
    ...policy,
    policyApplies: reasons.length === 0,
    analysisReasons: reasons.length === 0 ? "notSet" : [...new Set(reasons)].join(","),
  });
}

function concernsUser(call: DirectoryCall, policy: ConditionalAccessPolicy, userId: string): boolean {
  const { users } = policy.conditions;
  const isNamed = (userIds: readonly string[] = [], groupIds: readonly string[] = []) =>
    userIds.some((id) => id === "All" || id.toLowerCase() === userId.toLowerCase()) ||
    groupIds.some((id) => isMember(call, id, userId));
  return (
    isNamed(users?.includeUsers, users?.includeGroups) && !isNamed(users?.excludeUsers, users?.excludeGroups)
  );
}

function isMember(call: DirectoryCall, groupId: string, userId: string): boolean {
  const group = call.core.state.groups.get(groupId);
  return group !== undefined && transitiveMemberIds(call, group).includes(userId.toLowerCase());
}

function concernsApplication({ conditions }: ConditionalAccessPolicy, signIn: Evaluation): boolean {
  const [appId] = signIn.signInContext.includeApplications;
  const isNamed = (ids: readonly string[] = []) =>
    ids.some((id) => id === "All" || id.toLowerCase() === appId.toLowerCase());
  const { applications } = conditions;
  return isNamed(applications?.includeApplications) && !isNamed(applications?.excludeApplications);
}

/** A condition that the sign-in says nothing about cannot be judged. */
function conditionReasons(
  { conditions }: ConditionalAccessPolicy,
  { signInConditions }: Evaluation,
): string[] {
  const reasons: string[] = [];
  const judge = (isSet: boolean, given: unknown, holds: boolean, reason: string) => {
    if (isSet && (given === undefined || given === null)) {
      reasons.push("notEnoughInformation");
    } else if (isSet && !holds) {
      reasons.push(reason);
    }
  };
  const { clientAppType, devicePlatform, userRiskLevel, signInRiskLevel } = signInConditions;
  const { platforms, clientAppTypes = [], userRiskLevels = [], signInRiskLevels = [] } = conditions;
  const includes = (names: readonly string[] | undefined, name: string | null | undefined) =>
    names !== undefined && (names.includes("all") || names.includes(name ?? ""));
  judge(
    platforms !== undefined && platforms !== null,
    devicePlatform,
    includes(platforms?.includePlatforms, devicePlatform) &&
      !includes(platforms?.excludePlatforms, devicePlatform),
    "devicePlatform",
  );
  judge(
    clientAppTypes.length > 0 && !clientAppTypes.includes("all"),
    clientAppType,
    includes(clientAppTypes, clientAppType),
    "clientApps",
  );
  judge(userRiskLevels.length > 0, userRiskLevel, includes(userRiskLevels, userRiskLevel), "userRisk");
  judge(
    signInRiskLevels.length > 0,
    signInRiskLevel,
    includes(signInRiskLevels, signInRiskLevel),
    "signInRisk",
  );
  // The tenant knows no locations and no device filters: where a policy has one, it cannot be judged.
  judge(isGiven(conditions.locations), undefined, false, "location");
  judge(isGiven(conditions.devices), undefined, false, "devices");
  return reasons;
}

function isGiven(condition: unknown): boolean {
  return condition !== undefined && condition !== null;
}
