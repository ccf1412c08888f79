import { everyoneIn } from "../../../domain/member-kinds.ts";
import type { Target } from "../../policies/policy.ts";
import type { Check } from "../check.ts";
import type { Facts, Group } from "../facts.ts";
import { both, type Finding, fault, given, partly, warning } from "../finding.ts";
import {
  called,
  faultOf,
  isAssigned,
  isIncluding,
  policiesInPlay,
  type RecoveryRoute,
  rightSettings,
} from "../recovery.ts";
import { sentence } from "../text.ts";

const source = "https://learn.microsoft.com/intune/intune-service/configuration/device-profile-assign";

/** The policy is assigned. */
export const assigned: Check = {
  title: "The policy is assigned",
  source,
  after: ["profile-present"],
  run: (facts) =>
    given(policiesInPlay(facts), (policies) => (policies.some(isAssigned) ? [] : policies.map(unassigned))),
};

function unassigned(policy: RecoveryRoute): Finding {
  const hint =
    "Name groups in assignments.groups of the settings and run `pulumi up`; or assign it in Intune.";
  return policy.targets.length === 0
    ? fault("unassigned", `${sentence(called(policy))} is assigned to no one, so it does nothing.`, hint)
    : fault("unassigned", `All that ${called(policy)} has are exclusions: it reaches no one.`, hint);
}

/** The groups that the policy names are there. */
export const groupsExist: Check = {
  title: "Every group that it names exists",
  source,
  after: ["profile-present"],
  run: (facts) =>
    forEachGroupTarget(facts, ({ policy, target, id, group }) =>
      group ? [] : [missing(facts, policy, target, id)],
    ),
};

function missing(facts: Facts, policy: RecoveryRoute, target: Target, id: string): Finding {
  const found = fault(
    "groupMissing",
    `${isIncluding(target) ? "Assigned to" : "Not for"} the group ${id} in ${called(policy)}: no such group exists any more.`,
    "Take it out of the assignments, or restore the group in the Entra admin center.",
  );
  const isForOthers = policy.targets.some((other) => isIncluding(other) && other.groupId !== id);
  return isForOthers ? partly(found) : faultOf(facts, policy, found);
}

/** Somebody is in the groups that the policy is for. */
export const groupsMembers: Check = {
  title: "The groups that it is for have members",
  source,
  after: ["profile-present", "assigned"],
  run: (facts) =>
    given(both(policiesInPlay(facts), facts.groups), ([policies, groups]) =>
      policies.flatMap((policy) => emptyGroups(policy, groups).map((found) => faultOf(facts, policy, found))),
    ),
};

function emptyGroups(policy: RecoveryRoute, groups: ReadonlyMap<string, Group | undefined>): Finding[] {
  const including = policy.targets.filter(isIncluding);
  const found = including.flatMap(({ groupId }) => groups.get(groupId ?? "") ?? []);
  const empty = found.filter(({ members }) => members.length === 0);
  const reachesNoOne = including.length === empty.length;
  return empty.map(({ displayName }) =>
    (reachesNoOne ? fault : warning)(
      "groupEmpty",
      `The group "${displayName}" of ${called(policy)} is empty${reachesNoOne ? ", so that it reaches no one" : ""}.`,
      "Put devices or users into it, or assign the policy to another group.",
    ),
  );
}

/** No group is both included and excluded. */
export const groupsContradict: Check = {
  title: "No group is both included and excluded",
  source,
  after: ["profile-present"],
  run: (facts) =>
    given(policiesInPlay(facts), (policies) =>
      policies.flatMap((policy) => {
        const included = policy.targets.filter(isIncluding);
        const excluded = new Set(
          policy.targets.filter((target) => !isIncluding(target)).map(({ groupId }) => groupId),
        );
        const onBothSides = included.filter(({ groupId }) => groupId && excluded.has(groupId));
        const judge = (found: Finding) =>
          included.length > onBothSides.length ? partly(found) : faultOf(facts, policy, found);
        return onBothSides.map(({ groupId }) =>
          judge(
            fault(
              "groupContradicts",
              `${nameOf(facts, groupId)} is included and excluded in ${called(policy)}: the exclusion wins.`,
              "Take one of the two out of the assignments.",
            ),
          ),
        );
      }),
    ),
};

function nameOf({ groups }: Facts, groupId = ""): string {
  const group = groups.known ? groups.value.get(groupId) : undefined;
  return group ? `The group "${group.displayName}"` : `The group ${groupId}`;
}

/** A setting of the user's scope is for groups with users. */
export const policyScope: Check = {
  title: "The scope of the setting fits whom it is for",
  source,
  after: ["profile-present", "assigned", "groups-members"],
  run: (facts) =>
    given(both(rightSettings(facts), facts.groups), ([settings, groups]) =>
      settings
        .filter(({ node, policy }) => node.scope === "user" && isForDevicesAlone(policy, groups))
        .map(({ policy, settingId }) =>
          warning(
            "userScopeForDevices",
            `${settingId} is a user's setting, and ${called(policy)} is for devices alone: only the user who enrolled a device may get it.`,
            "Assign it to groups of users, or set it for the device: profile.scope: device in the settings, where the program declares it.",
          ),
        ),
    ),
};

function isForDevicesAlone(
  { targets }: RecoveryRoute,
  groups: ReadonlyMap<string, Group | undefined>,
): boolean {
  return targets.filter(isIncluding).every(({ type, groupId }) => {
    const members = groups.get(groupId ?? "")?.members ?? [];
    const isForDevices = everyoneIn(type)?.kinds.has("device");
    return isForDevices || (members.length > 0 && members.every(isDevice));
  });
}

function isDevice({ type }: { type: string }): boolean {
  return type === "device";
}

type GroupTarget = { policy: RecoveryRoute; target: Target; id: string; group: Group | undefined };

function forEachGroupTarget(facts: Facts, judge: (found: GroupTarget) => Finding[]): Finding[] {
  return given(both(policiesInPlay(facts), facts.groups), ([policies, groups]) =>
    policies.flatMap((policy) =>
      policy.targets.flatMap((target) =>
        target.groupId === undefined
          ? []
          : judge({ policy, target, id: target.groupId, group: groups.get(target.groupId) }),
      ),
    ),
  );
}
