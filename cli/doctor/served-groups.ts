import { everyoneIn } from "../../domain/member-kinds.ts";
import type { Policy, Target } from "../policies/policy.ts";
import { targetInWords } from "./audience.ts";
import type { Facts, Group } from "./facts.ts";
import { isBoolean, isIncluding, type RightSetting, rightSettings } from "./recovery.ts";

/**
 * The targets, in words, for which PIN recovery is on, and which no other policy turns it off for. A group without a
 * member who gets it is not among them: one that is empty or gone, or all of whose members are excluded or get a policy
 * that turns it off.
 */
export function groupsServed(facts: Facts): string[] {
  const settings = rightSettings(facts);
  const found = settings.known ? settings.value.filter(isBoolean) : [];
  const served = found
    .filter(({ value }) => value === true)
    .flatMap((on) => {
      const offs = found.filter(
        ({ value, scope }) => value === false && (scope === on.scope || scope === "user"),
      );
      return on.policy.targets.filter((target) => isServed(target, on, offs, facts));
    });
  return [...new Set(served.map((target) => targetInWords(target, facts.groups)))];
}

function isServed(
  target: Target,
  { policy }: RightSetting,
  offs: readonly RightSetting[],
  { groups, devices }: Facts,
): boolean {
  const isExcluded = policy.targets.some((other) => !isIncluding(other) && other.groupId === target.groupId);
  const isTurnedOff = offs.some((off) =>
    off.policy.targets.some(({ type, groupId }) => type === target.type && groupId === target.groupId),
  );
  if (!isIncluding(target) || isExcluded || isTurnedOff) {
    return false;
  }
  if (target.groupId === undefined || !groups.known) {
    return !offs.some((off) => isForEveryone(off.policy));
  }
  const excluded = membersOf(policy, groups, (other) => !isIncluding(other));
  const turnedOff = offs.map((off) => reaches(off.policy, groups));
  const userOf = usersOf(devices);
  const members = groups.value.get(target.groupId)?.members ?? [];
  return members.some((member) => {
    const ids = [member.id, userOf.get(member.deviceId ?? "") ?? member.id];
    return !excluded.has(member.id) && !turnedOff.some((isReached) => ids.some(isReached));
  });
}

/** The users of managed devices, by the device's id in Entra: a policy for a user reaches the user's devices. */
function usersOf(devices: Facts["devices"]): ReadonlyMap<string, string> {
  const found = devices.known ? devices.value : [];
  return new Map(found.flatMap(({ deviceId, userId }) => (deviceId && userId ? [[deviceId, userId]] : [])));
}

/** Whether a policy is for a member, for certain: whom an assignment filter leaves is not known. */
function reaches(policy: Policy, groups: Facts["groups"]): (memberId: string) => boolean {
  const included = membersOf(policy, groups, (target) => isIncluding(target) && !target.isFiltered);
  const excluded = membersOf(policy, groups, (target) => !isIncluding(target));
  return (id) => !excluded.has(id) && (isForEveryone(policy) || included.has(id));
}

/** A device has a user, so that a policy for all users reaches devices as one for all devices does. */
function isForEveryone({ targets }: Policy): boolean {
  return targets.some(({ type, isFiltered }) => everyoneIn(type) !== undefined && !isFiltered);
}

function membersOf(
  { targets }: Policy,
  groups: Facts["groups"],
  isWanted: (target: Target) => boolean,
): ReadonlySet<string> {
  const known = groups.known ? groups.value : new Map<string, Group | undefined>();
  const found = targets.filter(isWanted).flatMap(({ groupId = "" }) => known.get(groupId)?.members ?? []);
  return new Set(found.map(({ id }) => id));
}
