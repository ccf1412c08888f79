import type { PolicySettings } from "../../domain/recovery-routes.ts";

/** A target of a policy: Graph's type, such as `exclusionGroupAssignmentTarget`, and the group where it is one. */
export type Target = {
  readonly type: string;
  readonly groupId: string | undefined;
  /** Whether an assignment filter narrows it. */
  readonly isFiltered: boolean;
};

/** A setting of a policy, as in PolicySettings; `type` is that of a custom profile's, such as `omaSettingBoolean`. */
export type PolicySetting = PolicySettings["settings"][number] & { readonly type?: string };

/** A policy of Intune of any kind that can set EnablePinRecovery, with all that it sets and whom it is for. */
export type Policy = Omit<PolicySettings, "settings"> & {
  readonly settings: readonly PolicySetting[];
  readonly targets: readonly Target[];
};

/** Whether a target says whom a policy is for, not whom it is not for. */
export function isIncluding({ type }: Pick<Target, "type">): boolean {
  return type !== "exclusionGroupAssignmentTarget";
}

/** Whether a policy is for anybody at all. */
export function isAssigned({ targets }: Pick<Policy, "targets">): boolean {
  return targets.some(isIncluding);
}
