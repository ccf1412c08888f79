import { type NodeScope, setsPinRecovery } from "./recovery-node.ts";

/**
 * The kinds of policy that can set EnablePinRecovery. Account protection is a settings catalog policy made from a
 * template (`accountProtection`), or the older form under `intents` (`accountProtectionIntent`).
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/configure
 */
export type RouteKind =
  | "custom"
  | "settingsCatalog"
  | "accountProtection"
  | "accountProtectionIntent"
  | "identityProtection";

/** Each kind as a message calls it: "the settings catalog policy". */
export const routeNames: Readonly<Record<RouteKind, string>> = {
  custom: "custom profile",
  settingsCatalog: "settings catalog policy",
  accountProtection: "Account protection policy",
  accountProtectionIntent: "older Account protection policy (intents)",
  identityProtection: "identity protection profile",
};

/** Ids of the settings catalog: the group that EnablePinRecovery is in, the setting itself, and its two options. */
export type CatalogSetting = {
  readonly group: string;
  readonly setting: string;
  readonly on: string;
  readonly off: string;
};

const groups: Readonly<Record<NodeScope, string>> = {
  device: "device_vendor_msft_passportforwork_{tenantid}",
  user: "user_vendor_msft_passportforwork_{tenantid}",
};

/**
 * EnablePinRecovery in the settings catalog. The braces are part of the ids, and stand for the device's own tenant. The
 * group holds other settings of Windows Hello too: that a policy has the group says nothing about PIN recovery.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicy
 */
export function catalogSetting(scope: NodeScope): CatalogSetting {
  const group = groups[scope];
  const setting = `${group}_policies_enablepinrecovery`;
  return { group, setting, on: `${setting}_true`, off: `${setting}_false` };
}

/** The template of the older Account protection policies, and the setting's definition in it. */
export const recoveryIntent = {
  templateId: "0f2b5d70-d4e9-4156-8c16-1397eb6c54a5",
  definitionId: "deviceConfiguration--windowsIdentityProtectionConfiguration_pinRecoveryEnabled",
} as const;

/** The type of identity protection profiles in Graph, and the member that sets EnablePinRecovery. */
export const identityProtection = {
  type: "#microsoft.graph.windowsIdentityProtectionConfiguration",
  member: "pinRecoveryEnabled",
} as const;

/** The template family of today's Account protection policies, which those for LAPS and local groups are of too. */
export const accountProtectionFamily = "endpointSecurityAccountProtection";

/** What the id of every setting contains that can be meant to set EnablePinRecovery, by any route; compared without case. */
export const recoverySettingPart = "PinRecovery";

/**
 * A policy with what it sets, flattened. A setting's `id` is an OMA-URI for `custom`, a definition's id for
 * `settingsCatalog` and `intent`, a member's name for `identityProtection`; its `value` is left out where Intune keeps
 * it encrypted; else it is an option's id for a choice, and a Boolean or the text of one.
 */
export type PolicySettings = {
  readonly kind: "custom" | "settingsCatalog" | "intent" | "identityProtection";
  readonly id: string;
  readonly name: string;
  readonly templateFamily?: string | undefined;
  readonly settings: readonly { readonly id: string; readonly value?: unknown }[];
};

/** What one policy sets EnablePinRecovery to, in one scope. A custom profile may set it by several OMA-URIs. */
export type RecoveryPolicy = {
  readonly kind: RouteKind;
  readonly id: string;
  readonly name: string;
  readonly scope: NodeScope;
  /** `other` where the value is neither on nor off, or is not known. */
  readonly value: boolean | "other";
  /** The id of the setting as the policy has it: the OMA-URI of a custom profile. */
  readonly settingId: string;
};

/**
 * What of the policies sets EnablePinRecovery, found by the ids of settings alone: whole ids, without regard to case. In a
 * custom profile an OMA-URI counts in any form, also one that devices do not take: `readRecoveryNode` tells which.
 */
export function pinRecoveryOf(policies: readonly PolicySettings[]): RecoveryPolicy[] {
  return policies.flatMap((policy) => {
    const { id, name } = policy;
    return policy.settings.flatMap((setting) => {
      const found = readers[policy.kind](setting.id, setting.value);
      return found ? [{ kind: routeOf(policy), id, name, ...found, settingId: setting.id }] : [];
    });
  });
}

function routeOf({ kind, templateFamily }: PolicySettings): RouteKind {
  if (kind === "intent") {
    return "accountProtectionIntent";
  }
  const isAccountProtection = kind === "settingsCatalog" && sameId(templateFamily, accountProtectionFamily);
  return isAccountProtection ? "accountProtection" : kind;
}

type Found = Pick<RecoveryPolicy, "scope" | "value">;

type Reader = (id: string, value: unknown) => Found | undefined;

const readers: Readonly<Record<PolicySettings["kind"], Reader>> = {
  custom: (omaUri, value) => {
    const scope = /^\s*\.\/user\//i.test(omaUri) ? "user" : "device";
    return setsPinRecovery(omaUri) ? { scope, value: asBoolean(value) } : undefined;
  },
  settingsCatalog: (id, value) => {
    const scope = (["device", "user"] as const).find((each) => sameId(id, catalogSetting(each).setting));
    return scope && { scope, value: chosen(value, catalogSetting(scope)) };
  },
  // Without a value it sets nothing.
  intent: (id, value) =>
    sameId(id, recoveryIntent.definitionId) && value !== undefined && value !== null
      ? { scope: "device", value: asBoolean(value) }
      : undefined,
  // The member is never null: false is what "not configured" reads as too, so that only true sets anything.
  identityProtection: (id, value) =>
    sameId(id, identityProtection.member) && asBoolean(value) === true
      ? { scope: "device", value: true }
      : undefined,
};

function chosen(value: unknown, { on, off }: CatalogSetting): RecoveryPolicy["value"] {
  return sameId(value, on) ? true : sameId(value, off) ? false : "other";
}

/** A Boolean of Graph's, or the text of one. */
function asBoolean(value: unknown): RecoveryPolicy["value"] {
  if (typeof value === "boolean") {
    return value;
  }
  return value === "true" ? true : value === "false" ? false : "other";
}

function sameId(one: unknown, other: string): boolean {
  return typeof one === "string" && one.toLowerCase() === other.toLowerCase();
}
