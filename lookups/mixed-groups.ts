import {
  type Audience,
  everyoneIn,
  exclusionsNotApplied,
  kindsAmong,
  kindsInRule,
  notKnown,
} from "../domain/member-kinds.ts";
import { getGroupMemberTypes } from "../intune/sdk.ts";
import { plainText } from "../text/plain-text.ts";
import type { Directory } from "./directory.ts";
import { stackLog } from "./stack-log.ts";
import type { StackState } from "./stack-state.ts";
import type { AssignedTarget } from "./targets.ts";

const assignmentsType = "intune:index:DeviceConfigurationAssignments";

/**
 * Warns of exclusions that Intune does not apply, since one side holds devices and the other users. What a group holds
 * is told by its membership rule; where it has none, by its members, which are asked for only while the stack has no
 * assignments yet. What is not known is said there too.
 * Source: https://learn.microsoft.com/intune/intune-service/configuration/device-profile-assign
 */
export async function warnOfMixedGroups(
  name: string,
  { targets, membershipRules }: Pick<Directory, "targets" | "membershipRules">,
  state: StackState,
): Promise<void> {
  const isNew = state.find(assignmentsType, `${name}-assignments`) === undefined;
  const audience = async (target: AssignedTarget): Promise<Audience> => {
    const { type, groupId = "", groupName = groupId } = target;
    const everyone = everyoneIn(type);
    if (everyone) {
      return everyone;
    }
    const rule = membershipRules.get(groupId);
    const read = async () => kindsAmong(isNew ? await memberTypes(groupId) : []);
    return { name: `the group "${plainText(groupName)}"`, kinds: rule ? kindsInRule(rule) : await read() };
  };
  const excluded = targets.filter(({ type }) => type === "exclusionGroup");
  const included = targets.filter(({ type }) => type !== "exclusionGroup");
  if (excluded.length === 0) {
    return;
  }
  const [into, out] = await Promise.all([
    Promise.all(included.map(audience)),
    Promise.all(excluded.map(audience)),
  ]);
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

/** The types of a group's members; none where they may not be read, since a warning is not worth a failure. */
async function memberTypes(groupId: string): Promise<string[]> {
  try {
    const { types = [] } = await getGroupMemberTypes({ groupId });
    return types;
  } catch {
    return [];
  }
}
