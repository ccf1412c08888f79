import type { InvokeOptions } from "@pulumi/pulumi";
import {
  type Audience,
  everyoneIn,
  exclusionsNotApplied,
  kindsAmong,
  kindsInRule,
  notKnown,
} from "../domain/member-kinds.ts";
import { getDirectoryObjects } from "../intune/sdk.ts";
import { plainText } from "../text/plain-text.ts";
import type { Directory } from "./directory.ts";
import { stackLog } from "./stack-log.ts";
import type { StackState } from "./stack-state.ts";
import type { AssignedTarget } from "./targets.ts";

const assignmentsType = "intune:index:DeviceConfigurationAssignments";

/**
 * Warns of exclusions that Intune does not apply, since one side holds devices and the other users. What a group holds
 * is told by its membership rule; where it has none, by its members, which are asked for only while the stack has no
 * assignments yet. That takes a round trip of its own, since it needs the stack's state and the IDs of the groups. What is not
 * known is said only then, too.
 * Source: https://learn.microsoft.com/intune/intune-service/configuration/device-profile-assign
 */
export async function warnOfMixedGroups(
  name: string,
  directory: Promise<Pick<Directory, "targets" | "membershipRules">>,
  state: Promise<StackState>,
  options: InvokeOptions = {},
): Promise<void> {
  const [{ targets, membershipRules }, known] = await Promise.all([directory, state]);
  const excluded = targets.filter(({ type }) => type === "exclusionGroup");
  const included = targets.filter(({ type }) => type !== "exclusionGroup");
  if (excluded.length === 0) {
    return;
  }
  const isNew = known.find(assignmentsType, `${name}-assignments`) === undefined;
  const withoutRule = targets.flatMap(({ groupId }) =>
    groupId === undefined || membershipRules.has(groupId) ? [] : [groupId],
  );
  const types = isNew ? await memberTypes(withoutRule, options) : new Map<string, string[]>();
  const audience = ({ type, groupId = "", groupName = groupId }: AssignedTarget): Audience => {
    const rule = membershipRules.get(groupId);
    const kinds = rule ? kindsInRule(rule) : kindsAmong(types.get(groupId) ?? []);
    return everyoneIn(type) ?? { name: `the group "${plainText(groupName)}"`, kinds };
  };
  const [into, out] = [included.map(audience), excluded.map(audience)];
  for (const sentence of exclusionsNotApplied(into, out)) {
    stackLog.warn(`${sentence}: it evaluates devices and users apart. Exclude a group of the same kind.`);
  }
  for (const { name: group } of isNew ? notKnown(into, out) : []) {
    stackLog.info(
      `Whether ${group} holds devices or users is not known. Intune applies no exclusion across the two; ` +
        "`npm run pin-reset -- doctor` tells once it has members.",
    );
  }
}

/** The types of members of each group; none where they may not be read, since a warning is not worth a failure. */
async function memberTypes(
  groupIds: readonly string[],
  options: InvokeOptions,
): Promise<ReadonlyMap<string, string[]>> {
  if (groupIds.length === 0) {
    return new Map();
  }
  try {
    const { groupMemberTypes = [] } = await getDirectoryObjects({ groupMemberTypes: [...groupIds] }, options);
    return new Map(groupIds.map((groupId, index) => [groupId, groupMemberTypes[index]?.types ?? []]));
  } catch {
    return new Map();
  }
}
