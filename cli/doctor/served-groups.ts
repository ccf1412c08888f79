import type { Target } from "../policies/policy.ts";
import { targetInWords } from "./audience.ts";
import type { Facts } from "./facts.ts";
import { isIncluding, type RightSetting, rightSettings } from "./recovery.ts";

/**
 * The targets, in words, for which PIN recovery is on, and which no other policy turns it off for. A group that is empty,
 * gone or excluded is not among them.
 */
export function groupsServed(facts: Facts): string[] {
  const settings = rightSettings(facts);
  const found = settings.known ? settings.value : [];
  const offs = found.filter(({ value }) => value === false);
  const served = found
    .filter(({ value }) => value === true)
    .flatMap((on) => on.policy.targets.filter((target) => isServed(target, on, offs, facts.groups)));
  return [...new Set(served.map((target) => targetInWords(target, facts.groups)))];
}

function isServed(
  target: Target,
  { policy, scope }: RightSetting,
  offs: readonly RightSetting[],
  groups: Facts["groups"],
): boolean {
  const isExcluded = policy.targets.some((other) => !isIncluding(other) && other.groupId === target.groupId);
  const isTurnedOff = offs.some(
    (off) =>
      (off.scope === scope || off.scope === "user") &&
      off.policy.targets.some(({ type, groupId }) => type === target.type && groupId === target.groupId),
  );
  return isIncluding(target) && !isExcluded && !isTurnedOff && hasMembers(target, groups);
}

/** Whether it is for anybody, as far as is known. */
function hasMembers({ groupId }: Target, groups: Facts["groups"]): boolean {
  if (groupId === undefined || !groups.known) {
    return true;
  }
  return (groups.value.get(groupId)?.members ?? []).length > 0;
}
