/** How Microsoft says that a policy stands in the way of a reset from the lock screen. */
type Effect = "alone" | "combined" | "trouble";

/** One way to set a policy. `unverified`: taken from the policy's own reference, and not seen in a tenant. */
type Way = {
  readonly kind: "custom" | "settingsCatalog" | "template";
  /** An OMA-URI, a setting definition, or a type and a member of it: in lower case. */
  readonly id: string;
  readonly blocks: (value: unknown) => boolean;
  readonly unverified: boolean;
};

/** A policy with whose value a reset from the lock screen does not work. */
export type ResetLinkPolicy = {
  /** As Microsoft's page calls it. */
  readonly name: string;
  readonly effect: Effect;
  readonly ways: readonly Way[];
};

type Described = {
  readonly name: string;
  readonly effect: Effect;
  /** The node below `./Device/Vendor/MSFT/`. */
  readonly node: string;
  readonly value: "enabled" | 1 | 0 | "any";
  readonly unverified: readonly Way["kind"][];
  /** The type and member of a template that sets the same. */
  readonly template?: string;
};

/**
 * Sources: https://learn.microsoft.com/entra/identity/authentication/howto-sspr-windows, whose limits hold for a PIN
 * reset from the lock screen too, and the pages of the nodes under
 * https://learn.microsoft.com/windows/client-management/mdm/policy-configuration-service-provider
 */
const described: readonly Described[] = [
  {
    name: "DisableLockScreenAppNotifications",
    effect: "combined",
    node: "Policy/Config/WindowsLogon/DisableLockScreenAppNotifications",
    value: "enabled",
    unverified: ["template"],
    template: "windows10GeneralConfiguration/lockScreenBlockToastNotifications",
  },
  {
    name: "HideFastUserSwitching",
    effect: "alone",
    node: "Policy/Config/WindowsLogon/HideFastUserSwitching",
    value: 1,
    unverified: ["settingsCatalog"],
    template: "windows10GeneralConfiguration/logonBlockFastUserSwitching",
  },
  {
    name: "DontDisplayLastUserName",
    effect: "alone",
    node: "Policy/Config/LocalPoliciesSecurityOptions/InteractiveLogon_DoNotDisplayLastSignedIn",
    value: 1,
    unverified: [],
    template: "windows10EndpointProtectionConfiguration/localSecurityOptionsHideLastSignedInUser",
  },
  {
    name: "NoLockScreen",
    effect: "alone",
    node: "Policy/Config/ADMX_ControlPanelDisplay/CPL_Personalization_NoLockScreen",
    value: "enabled",
    unverified: ["settingsCatalog"],
  },
  {
    name: "BlockNonAdminUserInstall",
    effect: "alone",
    node: "Policy/Config/ApplicationManagement/BlockNonAdminUserInstall",
    value: 1,
    unverified: [],
  },
  {
    name: "EnableLUA",
    effect: "trouble",
    node: "Policy/Config/LocalPoliciesSecurityOptions/UserAccountControl_RunAllAdministratorsInAdminApprovalMode",
    value: 0,
    unverified: ["settingsCatalog"],
  },
  {
    name: "a custom shell",
    effect: "alone",
    node: "Policy/Config/WindowsLogon/OverrideShellProgram",
    value: 1,
    unverified: ["settingsCatalog"],
  },
  {
    name: "a custom shell",
    effect: "alone",
    node: "AssignedAccess/ShellLauncher",
    value: "any",
    unverified: ["custom", "settingsCatalog", "template"],
    template: "windowsKioskConfiguration/kioskProfiles",
  },
];

/** The policies that block a reset from the lock screen, each with every way to set it that is looked for. */
export const resetLinkPolicies: readonly ResetLinkPolicy[] = described.map(policyOf);

/** The members of templates that are looked at, as `type/member`. */
export const resetLinkMembers: readonly string[] = described.flatMap(({ template }) => template ?? []);

/**
 * The policy that a setting blocks the reset by; undefined where it is another setting, or has another value. `id` is
 * compared as a whole and without case; an OMA-URI without a scope is taken for the device's, which was not verified.
 */
export function findBlockingPolicy(
  kind: Way["kind"],
  id: string,
  value: unknown,
): { policy: ResetLinkPolicy; unverified: boolean } | undefined {
  for (const policy of resetLinkPolicies) {
    const way = wayOf(policy, kind, id);
    if (way?.blocks(value)) {
      return { policy, unverified: way.unverified };
    }
  }
  return undefined;
}

/** The policy that a setting is one of, whatever its value. */
export function resetLinkPolicyOf(kind: Way["kind"], id: string): ResetLinkPolicy | undefined {
  return resetLinkPolicies.find((policy) => wayOf(policy, kind, id) !== undefined);
}

function wayOf({ ways }: ResetLinkPolicy, kind: Way["kind"], id: string): Way | undefined {
  const wanted = kind === "custom" ? deviceUri(id) : id.trim().toLowerCase();
  return ways.find((way) => way.kind === kind && way.id === wanted);
}

/** An OMA-URI in lower case and with the device's scope where it has none. */
export function deviceUri(omaUri: string): string {
  return omaUri
    .trim()
    .toLowerCase()
    .replace(/^\.\/vendor\//, "./device/vendor/");
}

function policyOf({ name, effect, node, value, unverified, template }: Described): ResetLinkPolicy {
  const definition = `device_vendor_msft_${node.replaceAll("/", "_")}`.toLowerCase();
  const way = (kind: Way["kind"], id: string, blocks: Way["blocks"]): Way => ({
    kind,
    id: id.toLowerCase(),
    blocks,
    unverified: unverified.includes(kind),
  });
  const option = `${definition}_${value === 0 ? 0 : 1}`;
  return {
    name,
    effect,
    ways: [
      way("custom", `./Device/Vendor/MSFT/${node}`, (given) => isValue(value, given)),
      way("settingsCatalog", definition, (given) => value === "any" || isText(option, given)),
      ...(template ? [way("template", template, isThere)] : []),
    ],
  };
}

/** What an administrative template sets is XML; every other node holds a number. */
function isValue(wanted: Described["value"], given: unknown): boolean {
  if (wanted === "any") {
    return true;
  }
  if (wanted === "enabled") {
    return /<enabled\s*\/?>/i.test(String(given));
  }
  return String(given).trim() === String(wanted);
}

function isText(wanted: string, given: unknown): boolean {
  return String(given).toLowerCase() === wanted;
}

/** Members are false, or an empty list, where nothing is configured. */
function isThere(given: unknown): boolean {
  return given === true || (Array.isArray(given) && given.length > 0);
}
