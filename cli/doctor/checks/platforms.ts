import { everyoneIn } from "../../../domain/member-kinds.ts";
import type { Target } from "../../policies/policy.ts";
import type { Check } from "../check.ts";
import type { Device, Group } from "../facts.ts";
import { both, type Finding, given, warning } from "../finding.ts";
import { called, isIncluding, policiesInPlay, type RecoveryRoute } from "../recovery.ts";

/**
 * The policy is for Windows devices alone. With a user group, the documentation warns, devices of other platforms
 * show as well, and as not applicable.
 * Source: https://learn.microsoft.com/intune/remote-actions/device-windows-pin-reset
 */
export const otherPlatforms: Check = {
  title: "It is for Windows devices alone",
  isAside: true,
  after: ["profile-present", "assigned"],
  run: (facts) =>
    given(both(policiesInPlay(facts), both(facts.groups, facts.devices)), ([policies, [groups, devices]]) =>
      policies.flatMap((policy) =>
        policy.targets.filter(isIncluding).flatMap((target) => othersOf(policy, target, groups, devices)),
      ),
    ),
};

function othersOf(
  policy: RecoveryRoute,
  { type, groupId }: Target,
  groups: ReadonlyMap<string, Group | undefined>,
  devices: readonly Device[],
): Finding[] {
  const others = devices.filter(({ operatingSystem }) => isOther(operatingSystem));
  if (groupId === undefined) {
    return others.length > 0 ? [everybody(policy, type, others)] : [];
  }
  const group = groups.get(groupId);
  if (!group) {
    return [];
  }
  const users = new Set(group.members.filter((member) => member.type === "user").map(({ id }) => id));
  const owned = others.filter(({ userId }) => userId !== undefined && users.has(userId));
  const systems = group.members.filter(isOtherDevice).map(({ operatingSystem }) => operatingSystem ?? "");
  if (owned.length === 0 && systems.length === 0) {
    return [];
  }
  const what = owned.length > 0 ? "holds users who also have" : "holds";
  const count = platformsOf([...owned.map(({ operatingSystem }) => operatingSystem), ...systems]);
  return [shownAs(`The group "${group.displayName}" of ${called(policy)} ${what} ${count}`)];
}

function isOther(operatingSystem: string): boolean {
  return operatingSystem !== "" && !/^windows/i.test(operatingSystem);
}

function isOtherDevice({ type, operatingSystem = "" }: Group["members"][number]): boolean {
  return type === "device" && isOther(operatingSystem);
}

function everybody(policy: RecoveryRoute, type: string, others: readonly Device[]): Finding {
  const count = platformsOf(others.map(({ operatingSystem }) => operatingSystem));
  return shownAs(
    `For ${everyoneIn(type)?.name ?? type} in ${called(policy)}, and the tenant manages ${count}`,
  );
}

function shownAs(what: string): Finding {
  return warning(
    "otherPlatforms",
    `${what}: such devices show up in the policy's status as not applicable. They come to no harm.`,
    "Assign it to a group of Windows devices to keep them out of the status, or leave it as it is.",
  );
}

/** Counted by their own names: `1 iOS device, 2 Android devices`. */
function platformsOf(systems: readonly string[]): string {
  const counts = Map.groupBy(systems, (system) => system);
  return [...counts]
    .map(([system, all]) => `${all.length} ${system} ${all.length === 1 ? "device" : "devices"}`)
    .join(", ");
}
