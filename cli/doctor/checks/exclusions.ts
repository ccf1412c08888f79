import {
  type Audience,
  everyoneIn,
  exclusionsNotApplied,
  kindsAmong,
  kindsInRule,
  notKnown,
} from "../../../domain/member-kinds.ts";
import type { Check } from "../check.ts";
import type { Group, Profile, Target } from "../facts.ts";
import { both, type Finding, given, note, warning } from "../finding.ts";
import { called, isIncluding, profilesInPlay } from "../recovery.ts";

type Groups = ReadonlyMap<string, Group | undefined>;

/** Every exclusion is of the kind, devices or users, that the profile is for: Intune does not apply any other. */
export const exclusionsApply: Check = {
  title: "Intune applies every exclusion",
  after: ["profile-present", "assigned"],
  run: (facts) =>
    given(both(profilesInPlay(facts), facts.groups), ([profiles, groups]) =>
      profiles.flatMap((profile) => judge(profile, groups)),
    ),
};

function judge(profile: Profile, groups: Groups): Finding[] {
  const audiences = (isWanted: (target: Target) => boolean) =>
    profile.targets.filter(isWanted).map((target) => audienceOf(target, groups));
  const included = audiences(isIncluding);
  const excluded = audiences((target) => !isIncluding(target));
  return [
    ...exclusionsNotApplied(included, excluded).map((sentence) =>
      warning(
        "exclusionNotApplied",
        `In ${called(profile)}: ${sentence}.`,
        "Exclude a group of the same kind: Intune evaluates groups of devices and of users apart.",
      ),
    ),
    ...notKnown(included, excluded).map(({ name }) =>
      note(
        "memberKindUnknown",
        `Whether ${name} of ${called(profile)} holds devices or users is not known: it has no members.`,
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
