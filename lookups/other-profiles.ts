import type { InvokeOptions } from "@pulumi/pulumi";
import { enablePinRecoveryUri, readRecoveryNode } from "../domain/recovery-node.ts";
import {
  catalogSetting,
  pinRecoveryOf,
  type RecoveryPolicy,
  recoverySettingPart,
  routeNames,
} from "../domain/recovery-routes.ts";
import { getPolicySettings, type ListedPolicy } from "../intune/sdk.ts";
import { hintLines, type Issue } from "../settings/issues.ts";
import { setCommand } from "../settings/names.ts";
import type { Settings } from "../settings.ts";
import type { Directory } from "./directory.ts";
import { hasProfile, ownProfileIds } from "./own-profiles.ts";
import { providerMessage } from "./provider-errors.ts";
import type { StackState } from "./stack-state.ts";

const allow = ["profile", "allowOtherProfiles"];

/** What tells of other profiles: now, and where the engine is about to create the stack's own after all. */
export type OtherProfiles = { readonly issues: Issue[]; readonly beforeCreate?: () => Promise<Issue[]> };

/**
 * The policies that set EnablePinRecovery already, by any route, each as an issue, where the stack is to create its own.
 * Where the stack has its profile, nothing is asked, unless the engine creates it all the same: it was deleted,
 * which the engine learns after this program has begun.
 */
export async function lookUpOtherProfiles(
  name: string,
  profile: Settings["profile"],
  directory: Promise<Pick<Directory, "tenantId">>,
  state: Promise<StackState>,
  options: InvokeOptions = {},
): Promise<OtherProfiles> {
  const look = async () => {
    const own = ownProfileIds(name, await state);
    const [listed, { tenantId }] = await Promise.all([listPolicies(options), directory]);
    return "message" in listed ? [listed] : inTheWay(listed.policies, profile, tenantId.toLowerCase(), own);
  };
  if (profile.allowOtherProfiles) {
    return { issues: [] };
  }
  return hasProfile(name, profile, await state)
    ? { issues: [], beforeCreate: look }
    : { issues: await look() };
}

/** The policies that may set EnablePinRecovery, of every kind. */
async function listPolicies(options: InvokeOptions): Promise<{ policies: readonly ListedPolicy[] } | Issue> {
  try {
    const { policies = [] } = await getPolicySettings({ settingIdsContain: [recoverySettingPart] }, options);
    return { policies };
  } catch (error) {
    return {
      code: "lookUpFailed",
      message: `Whether another policy sets EnablePinRecovery could not be looked up: ${providerMessage(error)}`,
      hint: "Give the signed-in account Microsoft Graph's DeviceManagementConfiguration.Read.All, then run the same command again",
    };
  }
}

/**
 * The policies that set EnablePinRecovery beside the declared one: two policies for one node contradict each other
 * sooner or later. One that `intune` takes over, since it has the name and the setting of the declared one, is no
 * issue, nor is the one that the stack replaces.
 * Source: https://learn.microsoft.com/intune/intune-service/configuration/device-profile-troubleshoot
 */
function inTheWay(
  policies: readonly ListedPolicy[],
  profile: Settings["profile"],
  tenantId: string,
  own: ReadonlySet<string>,
): Issue[] {
  return policies
    .filter(({ id }) => !own.has(id.toLowerCase()))
    .flatMap((policy) => {
      const found = pinRecoveryOf([policy]);
      const [first] = found;
      return first && !isTakenOver(found, profile, tenantId) ? [secondPolicy(first, profile, tenantId)] : [];
    });
}

function isTakenOver(
  found: readonly RecoveryPolicy[],
  { kind, displayName, scope }: Settings["profile"],
  tenantId: string,
): boolean {
  const declared = kind === "custom" ? enablePinRecoveryUri(tenantId, scope) : catalogSetting(scope).setting;
  return found.some(
    (policy) => policy.kind === kind && policy.name === displayName && policy.settingId === declared,
  );
}

function secondPolicy(policy: RecoveryPolicy, declared: Settings["profile"], tenantId: string): Issue {
  const { kind, name, id } = policy;
  return {
    code: "secondPolicy",
    message: `The ${routeNames[kind]} "${name}" (${id}) sets EnablePinRecovery already, ${howSet(policy, tenantId)}`,
    hint: hintLines(...whatToDo(policy, declared), setCommand(allow, "true")),
  };
}

function howSet({ kind, settingId, value, scope }: RecoveryPolicy, tenantId: string): string {
  if (kind !== "custom") {
    return `to ${value === "other" ? "a value of its own" : value}, for ${scope === "user" ? "users" : "devices"}`;
  }
  const isRight = readRecoveryNode(settingId, tenantId).kind === "right";
  return `by ${settingId.trim()}${isRight ? "" : ", which devices of this tenant do not take"}`;
}

function whatToDo({ kind, id }: RecoveryPolicy, declared: Settings["profile"]): string[] {
  const allowed = "or, to have two policies for one setting:";
  if (kind !== "custom" && kind !== "settingsCatalog") {
    return [
      "No resource serves policies of this kind. To keep it, give the consent alone, by the links of:",
      "npm run pin-reset -- consent",
      `or remove EnablePinRecovery from it in Intune; ${allowed}`,
    ];
  }
  return [
    "Bring it under management:",
    ...(kind === declared.kind ? [] : [setCommand(["profile", "kind"], kind)]),
    `npm run pin-reset -- adopt --profile ${id} --apply`,
    `or delete it in Intune; ${allowed}`,
  ];
}
