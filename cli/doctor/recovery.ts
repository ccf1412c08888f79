import { type RecoveryNode, readRecoveryNode } from "../../domain/recovery-node.ts";
import type { Facts, Profile, Setting } from "./facts.ts";
import { both, derived, type Fact } from "./finding.ts";

/** A setting of EnablePinRecovery, the profile that it is in, and what its OMA-URI is. */
export type RecoverySetting = {
  readonly profile: Profile;
  readonly setting: Setting;
  readonly node: RecoveryNode;
};

/** A recovery setting that devices of this tenant take. */
export type RightSetting = RecoverySetting & { readonly node: Extract<RecoveryNode, { kind: "right" }> };

/** Every setting of EnablePinRecovery in the tenant's custom profiles. */
export function recoverySettings({ profiles, tenantId }: Facts): Fact<RecoverySetting[]> {
  return derived(both(profiles, tenantId), ([found, tenant]) =>
    found.flatMap((profile) =>
      profile.settings.map((setting) => ({
        profile,
        setting,
        node: readRecoveryNode(setting.omaUri, tenant),
      })),
    ),
  );
}

/** Those of them that devices of this tenant take. */
export function rightSettings(facts: Facts): Fact<RightSetting[]> {
  return derived(recoverySettings(facts), (settings) => settings.filter(isRight));
}

function isRight(found: RecoverySetting): found is RightSetting {
  return found.node.kind === "right";
}

/** The profiles that the rest is about: those that devices of this tenant take, or all where there is none. */
export function profilesInPlay(facts: Facts): Fact<Profile[]> {
  return derived(recoverySettings(facts), (settings) => {
    const right = settings.filter(isRight);
    return [...new Set((right.length > 0 ? right : settings).map(({ profile }) => profile))];
  });
}

/** Whether a profile is for anybody at all. */
export function isAssigned({ targets }: Profile): boolean {
  return targets.some(isIncluding);
}

/** Whether a target says whom a profile is for, not whom it is not for. */
export function isIncluding({ type }: { type: string }): boolean {
  return type !== "exclusionGroupAssignmentTarget";
}

/** A profile as it is called in a message. */
export function called({ displayName, id }: Profile): string {
  return `the profile "${displayName}" (${id})`;
}
