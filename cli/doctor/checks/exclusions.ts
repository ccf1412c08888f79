import {
  type Audience,
  everyoneIn,
  exclusionsNotApplied,
  kindsAmong,
  kindsInRule,
  notKnown,
} from "../../../domain/member-kinds.ts";
import type { Target } from "../../policies/policy.ts";
import type { Check } from "../check.ts";
import type { Group } from "../facts.ts";
import { both, type Finding, given, note, warning } from "../finding.ts";
import { called, isIncluding, policiesInPlay, type RecoveryRoute } from "../recovery.ts";

type Groups = ReadonlyMap<string, Group | undefined>;

/** Every exclusion is of the kind, devices or users, that the policy is for: Intune does not apply any other. */
export const exclusionsApply: Check = {
  title: "Intune applies every exclusion",
  source: "https://learn.microsoft.com/intune/intune-service/configuration/device-profile-assign",
  after: ["profile-present", "assigned"],
  run: (facts) =>
    given(both(policiesInPlay(facts), facts.groups), ([policies, groups]) =>
      policies.flatMap((policy) => judge(policy, groups)),
    ),
};

function judge(policy: RecoveryRoute, groups: Groups): Finding[] {
  const audiences = (isWanted: (target: Target) => boolean) =>
    policy.targets.filter(isWanted).map((target) => audienceOf(target, groups));
  const included = audiences(isIncluding);
  const excluded = audiences((target) => !isIncluding(target));
  return [
    ...exclusionsNotApplied(included, excluded).map((sentence) =>
      warning(
        "exclusionNotApplied",
        `In ${called(policy)}: ${sentence}.`,
        "Exclude a group of the same kind: Intune evaluates groups of devices and of users apart.",
      ),
    ),
    ...notKnown(included, excluded).map(({ name }) =>
      note(
        "memberKindUnknown",
        `Whether ${name} of ${called(policy)} holds devices or users is not known: it has no members.`,
      ),
    ),
  ];
}

function audienceOf({ type, groupId = "" }: Target, groups: Groups): Audience {
  const everyone = everyoneIn(type);
  if (everyone) {
    return everyone;
  }
  const group = groups.get(groupId);
  const rule = group?.membershipRule;
  return {
    name: `the group ${group ? `"${group.displayName}"` : groupId}`,
    kinds: rule ? kindsInRule(rule) : kindsAmong((group?.members ?? []).map((member) => member.type)),
  };
}
