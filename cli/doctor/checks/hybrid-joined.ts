import { everyoneIn } from "../../../domain/member-kinds.ts";
import type { Check } from "../check.ts";
import type { Device, Facts, Group } from "../facts.ts";
import { type Finding, optionally, warning } from "../finding.ts";
import { isIncluding, policiesInPlay } from "../recovery.ts";
import { deviceCount } from "../text.ts";

/**
 * A hybrid joined device needs its domain controllers for a destructive reset, which is what it does without the policy.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset
 */
export const hybridJoined: Check = {
  title: "The devices need no domain controller for a reset",
  after: ["profile-present", "assigned"],
  run: (facts) => optionally(facts.devices, (devices) => judge(facts, devices.filter(isWindows))),
};

function isWindows({ operatingSystem }: Device): boolean {
  return /^windows/i.test(operatingSystem);
}

function judge(facts: Facts, windows: readonly Device[]): Finding[] {
  const { devices, whose } = reached(facts, windows);
  const hybrid = devices.filter(({ joinType }) => joinType === "hybridAzureADJoined");
  if (hybrid.length === 0) {
    return [];
  }
  return [
    warning(
      "hybridJoined",
      `Of ${deviceCount(devices.length)} with Windows ${whose}, ${hybrid.length} ${hybrid.length === 1 ? "is" : "are"} hybrid joined: until such a device has taken the policy, a reset is destructive and needs a domain controller within reach.`,
      "Try a reset on one of them, on the network where their users are.",
    ),
  ];
}

/** The devices in the groups that the policies are for, or all where that cannot be told. */
function reached(facts: Facts, windows: readonly Device[]): { devices: readonly Device[]; whose: string } {
  const { groups } = facts;
  const policies = policiesInPlay(facts);
  const all = { devices: windows, whose: "in the tenant" };
  if (!policies.known || !groups.known) {
    return { ...all, whose: "in the tenant, since the members of the assigned groups could not be read," };
  }
  const targets = policies.value.flatMap((policy) => policy.targets.filter(isIncluding));
  if (targets.some(({ type }) => everyoneIn(type) !== undefined)) {
    return all;
  }
  const members = targets.flatMap(({ groupId }) => membersOf(groups.value.get(groupId ?? "")));
  const ids = new Set(members);
  const devices = windows.filter(({ deviceId, userId }) => ids.has(deviceId ?? "") || ids.has(userId ?? ""));
  return { devices, whose: "in the assigned groups" };
}

function membersOf(group: Group | undefined): string[] {
  return (group?.members ?? []).flatMap(({ type, id, deviceId }) =>
    type === "device" ? (deviceId ?? []) : id,
  );
}
