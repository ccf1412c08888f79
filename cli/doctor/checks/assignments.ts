import { everyoneIn } from "../../../domain/member-kinds.ts";
import type { Check } from "../check.ts";
import type { Facts, Group, Profile, Target } from "../facts.ts";
import { both, type Finding, fault, given, warning } from "../finding.ts";
import { called, isAssigned, isIncluding, profilesInPlay, rightSettings } from "../recovery.ts";

import { sentence } from "../text.ts";
/** The profile is assigned. */
export const assigned: Check = {
  title: "The profile is assigned",
  after: ["profile-present"],
  run: (facts) =>
    given(profilesInPlay(facts), (profiles) => (profiles.some(isAssigned) ? [] : profiles.map(unassigned))),
};

function unassigned(profile: Profile): Finding {
  const hint =
    "Name groups in assignments.groups of the settings and run `pulumi up`; or assign it in Intune.";
  return profile.targets.length === 0
    ? fault("unassigned", `${sentence(called(profile))} is assigned to no one, so it does nothing.`, hint)
    : fault("unassigned", `All that ${called(profile)} has are exclusions: it reaches no one.`, hint);
}

/** The groups that the profile names are there. */
export const groupsExist: Check = {
  title: "Every group that it names exists",
  after: ["profile-present"],
  run: (facts) =>
    forEachGroupTarget(facts, ({ profile, target, id, group }) =>
      group
        ? []
        : [
            fault(
              "groupMissing",
              `${isIncluding(target) ? "Assigned to" : "Not for"} the group ${id} in ${called(profile)}: no such group exists any more.`,
              "Take it out of the assignments, or restore the group in the Entra admin center.",
            ),
          ],
    ),
};

/** Somebody is in the groups that the profile is for. */
export const groupsMembers: Check = {
  title: "The groups that it is for have members",
  after: ["profile-present", "assigned"],
  run: (facts) =>
    given(both(profilesInPlay(facts), facts.groups), ([profiles, groups]) =>
      profiles.flatMap((profile) => emptyGroups(profile, groups)),
    ),
};

function emptyGroups(profile: Profile, groups: ReadonlyMap<string, Group | undefined>): Finding[] {
  const including = profile.targets.filter(isIncluding);
  const found = including.flatMap(({ groupId }) => groups.get(groupId ?? "") ?? []);
  const empty = found.filter(({ members }) => members.length === 0);
  const reachesNoOne = including.length === empty.length;
  return empty.map(({ displayName }) =>
    (reachesNoOne ? fault : warning)(
      "groupEmpty",
      `The group "${displayName}" of ${called(profile)} is empty${reachesNoOne ? ", so that it reaches no one" : ""}.`,
      "Put devices or users into it, or assign the profile to another group.",
    ),
  );
}

/** No group is both included and excluded. */
export const groupsContradict: Check = {
  title: "No group is both included and excluded",
  after: ["profile-present"],
  run: (facts) =>
    given(profilesInPlay(facts), (profiles) =>
      profiles.flatMap((profile) => {
        const { targets } = profile;
        const excluded = new Set(
          targets.filter((target) => !isIncluding(target)).map(({ groupId }) => groupId),
        );
        return targets
          .filter((target) => isIncluding(target) && target.groupId && excluded.has(target.groupId))
          .map(({ groupId }) =>
            fault(
              "groupContradicts",
              `${nameOf(facts, groupId)} is included and excluded in ${called(profile)}: the exclusion wins.`,
              "Take one of the two out of the assignments.",
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
  after: ["profile-present", "assigned", "groups-members"],
  run: (facts) =>
    given(both(rightSettings(facts), facts.groups), ([settings, groups]) =>
      settings
        .filter(({ node, profile }) => node.scope === "user" && isForDevicesAlone(profile, groups))
        .map(({ profile, setting }) =>
          warning(
            "userScopeForDevices",
            `${setting.omaUri} is a user's setting, and ${called(profile)} is for devices alone: only the user who enrolled a device may get it.`,
            "Assign it to groups of users, or set the device's node: profile.scope: device in the settings.",
          ),
        ),
    ),
};

function isForDevicesAlone({ targets }: Profile, groups: ReadonlyMap<string, Group | undefined>): boolean {
  return targets.filter(isIncluding).every(({ type, groupId }) => {
    const members = groups.get(groupId ?? "")?.members ?? [];
    const isForDevices = everyoneIn(type)?.kinds.has("device");
    return isForDevices || (members.length > 0 && members.every(isDevice));
  });
}

function isDevice({ type }: { type: string }): boolean {
  return type === "device";
}

type GroupTarget = { profile: Profile; target: Target; id: string; group: Group | undefined };

function forEachGroupTarget(facts: Facts, judge: (found: GroupTarget) => Finding[]): Finding[] {
  return given(both(profilesInPlay(facts), facts.groups), ([profiles, groups]) =>
    profiles.flatMap((profile) =>
      profile.targets.flatMap((target) =>
        target.groupId === undefined
          ? []
          : judge({ profile, target, id: target.groupId, group: groups.get(target.groupId) }),
      ),
    ),
  );
}
