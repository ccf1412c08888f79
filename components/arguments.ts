import * as pulumi from "@pulumi/pulumi";
import type { LookedUp } from "../lookups/tenant.ts";
import { keepSecret } from "../settings/names.ts";
import { parseArguments, type Settings } from "../settings.ts";

type List = pulumi.Input<pulumi.Input<string>[]> | undefined;

/** An assignment filter, and whether the devices that it fits are the only ones or left out. */
export type AssignmentFilterArgs = {
  /** The filter's ID: a GUID without braces. */
  id: pulumi.Input<string>;
  mode: pulumi.Input<"include" | "exclude">;
};

/** A group that the profile is assigned to, with an assignment filter if there is to be one. */
export type AssignedGroupArgs = {
  /** Its display name or object ID. */
  group: pulumi.Input<string>;
  filter?: pulumi.Input<AssignmentFilterArgs> | undefined;
};

/** Everyone, or everyone that an assignment filter leaves. */
export type EveryoneArgs = { filter?: pulumi.Input<AssignmentFilterArgs> | undefined };

/** What the PIN reset service is granted. Source: docs/settings.md#consent */
export type ConsentArgs = {
  /** Delegated permissions of the client on the service, `user_impersonation` by default; none: no grant. */
  clientScopes?: List;
  /** Delegated permissions of the service on the directory, `User.Read` by default; none: no grant. */
  serviceScopes?: List;
  /** Application ID of the directory that `serviceScopes` are on; Azure AD Graph by default. */
  directoryAppId?: pulumi.Input<string> | undefined;
};

/** The policy that turns PIN recovery on. Source: docs/settings.md#profile */
export type ProfileArgs = {
  /** A custom profile by default. In a preview it must be known: it decides which resource there is. */
  kind?: pulumi.Input<"custom" | "settingsCatalog"> | undefined;
  displayName?: pulumi.Input<string> | undefined;
  description?: pulumi.Input<string> | undefined;
  /** `device` by default. */
  scope?: pulumi.Input<"device" | "user"> | undefined;
  /** Numbers of scope tags; those that the policy has are left alone when it is not given. */
  roleScopeTagIds?: List;
  /** Hosts that web sign-in may reach during a PIN reset, without https://. */
  webSignInAllowedUrls?: List;
  /** Whether other policies may set EnablePinRecovery too; false by default. */
  allowOtherProfiles?: pulumi.Input<boolean> | undefined;
};

/** Whom the policy is for: at least one group, all devices or all users. Source: docs/settings.md#assignments */
export type AssignmentsArgs = {
  /** Groups by display name or object ID. */
  groups?: pulumi.Input<pulumi.Input<string | AssignedGroupArgs>[]> | undefined;
  /** Groups by display name or object ID. */
  excludedGroups?: List;
  allDevices?: pulumi.Input<boolean | EveryoneArgs> | undefined;
  allUsers?: pulumi.Input<boolean | EveryoneArgs> | undefined;
};

/**
 * The arguments of PinReset: the settings of the same names, with the same defaults and limits.
 * Source: docs/settings.md
 */
export type PinResetArgs = {
  /** The tenant that the providers must be signed in to, as a GUID without braces; any by default. */
  tenantId?: pulumi.Input<string> | undefined;
  consent?: pulumi.Input<ConsentArgs> | undefined;
  profile?: pulumi.Input<ProfileArgs> | undefined;
  assignments: pulumi.Input<AssignmentsArgs>;
};

/** The arguments in a program that has asked lookUpTenant already, together with what else it looks up. */
export type LookedUpArgs = PinResetArgs & { lookedUp?: LookedUp | undefined };

/** The arguments with their values, and which of them have none yet. */
export type ResolvedArguments = {
  settings: Settings;
  /** Whether the assignments name something that is unknown in this preview. */
  unknownAssignments: boolean;
};

/**
 * The values of the arguments, checked, with every default filled in. What a preview does not know, since a resource of the
 * same program gives it, is left to its default here: an argument of the consent and of the profile by itself, the
 * assignments as a whole. The update checks it.
 *
 * @throws RunError that lists every issue.
 */
export async function resolveArguments(args: LookedUpArgs): Promise<ResolvedArguments> {
  const { lookedUp: _, ...inputs } = args;
  const given = plainValue(await pulumi.runtime.serializeProperty("PinReset", inputs));
  const { tenantId, consent, profile, assignments = {}, ...others } = asMapping(given);
  const unknownAssignments = hasUnknown(assignments);
  const settings = parseArguments({
    ...others,
    ...known({ tenantId }),
    ...known({ consent: withoutUnknown(consent), profile: withoutUnknown(profile) }),
    assignments: unknownAssignments ? { allUsers: true } : assignments,
  });
  return {
    settings: hasUnknown(profile) ? allowingOthers(settings) : settings,
    unknownAssignments,
  };
}

/** Whether another policy is in the way is told by the profile's values. */
function allowingOthers(settings: Settings): Settings {
  return { ...settings, profile: { ...settings.profile, allowOtherProfiles: true } };
}

/** What the SDK would send to the engine, without the marks of secrets; no message shows one of those. */
function plainValue(sent: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(sent)) {
    const secret: unknown = plainValue(pulumi.runtime.unwrapRpcSecret(sent));
    keepSecret(secret);
    return secret;
  }
  if (Array.isArray(sent)) {
    return sent.map(plainValue);
  }
  return typeof sent === "object" && sent !== null
    ? Object.fromEntries(Object.entries(sent).map(([key, member]) => [key, plainValue(member)]))
    : sent;
}

function asMapping(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function hasUnknown(value: unknown): boolean {
  if (typeof value === "object" && value !== null) {
    return Object.values(value).some(hasUnknown);
  }
  return value === pulumi.runtime.unknownValue;
}

function withoutUnknown(part: unknown): unknown {
  return typeof part === "object" && part !== null ? known({ ...part }) : part;
}

function known(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && !hasUnknown(value)),
  );
}
