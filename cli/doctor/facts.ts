import type { Fact, Problem } from "./finding.ts";
import type { ResetFacts } from "./reset-facts.ts";

/** How the sign-in went: as whom, or why Microsoft Entra refused it. */
type SignIn = { readonly way: string } | { readonly refused: Problem };

/** The permissions in the token, of an application that signs in as itself or of a signed-in user. */
export type Permissions = {
  readonly of: "application" | "delegated";
  readonly names: ReadonlySet<string>;
};

/** A service principal, as far as the checks look at it. */
export type Principal = {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  /** Why Microsoft has disabled it, in a word of Graph's; undefined where it has not. */
  readonly disabledByMicrosoft: string | undefined;
  readonly appRoleAssignmentRequired: boolean;
  readonly tags: readonly string[];
  /** The delegated permissions that it publishes and that are enabled. */
  readonly scopes: readonly string[];
};

/** A consent to delegated permissions, between principals by their object ids. */
export type Grant = {
  readonly clientId: string;
  readonly resourceId: string;
  readonly consentType: string;
  readonly scopes: readonly string[];
};

/** One setting of a custom profile; `type` is Graph's, such as `omaSettingBoolean`. */
export type Setting = { readonly omaUri: string; readonly type: string; readonly value: unknown };

/** A target of a profile: Graph's type, such as `exclusionGroupAssignmentTarget`, and the group where it is one. */
export type Target = { readonly type: string; readonly groupId: string | undefined };

/** A custom Windows profile that sets EnablePinRecovery in one form or another. */
export type Profile = {
  readonly id: string;
  readonly displayName: string;
  /** Its settings of EnablePinRecovery alone. */
  readonly settings: readonly Setting[];
  readonly targets: readonly Target[];
};

/** A member of a group or of the groups in it; `operatingSystem` is that of a device. */
export type Member = {
  readonly id: string;
  readonly type: "user" | "device" | "other";
  readonly operatingSystem: string | undefined;
  /** The id by which Intune knows a device too. */
  readonly deviceId?: string | undefined;
};

/** A group with all that is in it, and in the groups in it. */
export type Group = {
  readonly id: string;
  readonly displayName: string;
  readonly members: readonly Member[];
  /** The rule of a dynamic group. */
  readonly membershipRule?: string;
};

/**
 * A managed device; `userId` is the object id of whose it is, `deviceId` the id that the directory knows it by, and
 * `joinType` how Intune says that it is joined.
 */
export type Device = {
  readonly name: string;
  readonly operatingSystem: string;
  readonly userId: string | undefined;
  readonly deviceId?: string | undefined;
  readonly joinType?: string | undefined;
};

/** What the devices report of a profile: how many of each state, and the first of them by name. */
export type Deployment = {
  readonly counts: {
    readonly success: number;
    readonly pending: number;
    readonly error: number;
    readonly failed: number;
    readonly conflict: number;
    readonly notApplicable: number;
    readonly notApplicablePlatform: number;
  };
  readonly devices: readonly { readonly name: string; readonly status: string }[];
};

/** All that the checks go by, read once. */
export type Facts = ResetFacts & {
  readonly signIn: Fact<SignIn>;
  readonly permissions: Fact<Permissions>;
  /** The signed-in tenant: a GUID without braces. */
  readonly tenantId: Fact<string>;
  /** The PIN reset service's principal; undefined where the tenant has none. */
  readonly service: Fact<Principal | undefined>;
  /** The PIN reset client's principal; undefined where the tenant has none. */
  readonly client: Fact<Principal | undefined>;
  /** Azure AD Graph and Microsoft Graph, as far as the tenant has them. */
  readonly directories: Fact<readonly Principal[]>;
  /** The grants of the service and of the client on others. */
  readonly grants: Fact<readonly Grant[]>;
  readonly profiles: Fact<readonly Profile[]>;
  /** The groups that the profiles name, by their ids in lower case; undefined where there is none any more. */
  readonly groups: Fact<ReadonlyMap<string, Group | undefined>>;
  readonly devices: Fact<readonly Device[]>;
  /** What the devices report, by the profile's id. */
  readonly deployments: Fact<ReadonlyMap<string, Deployment>>;
};
