import type { Policy } from "../policies/policy.ts";
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

/** The collections of Graph that hold such policies. Each is read by itself, so that one can fail alone. */
export type Policies = {
  /** Custom and identity protection profiles, and templates of other kinds. */
  readonly deviceConfigurations: Fact<readonly Policy[]>;
  /** The settings catalog, with today's Account protection. */
  readonly configurationPolicies: Fact<readonly Policy[]>;
  /** The older form of Endpoint security, with the older Account protection. */
  readonly intents: Fact<readonly Policy[]>;
};

/** The tenant-wide policy of Windows Hello for Business that devices get when they enroll. */
export type HelloEnrollment = { readonly id: string; readonly displayName: string; readonly state: string };

/** A member of a group or of the groups in it; `operatingSystem` is that of a device. */
export type Member = {
  readonly id: string;
  readonly name: string;
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

/** What the devices report of a policy: how many of each state, and the first of them by name. */
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
  readonly policies: Policies;
  /** The tenant-wide policies of Windows Hello for Business; optional. */
  readonly helloEnrollment: Fact<readonly HelloEnrollment[]>;
  /** The groups that the policies name which set EnablePinRecovery, by their ids in lower case; undefined where there is none any more. */
  readonly groups: Fact<ReadonlyMap<string, Group | undefined>>;
  readonly devices: Fact<readonly Device[]>;
  /** What the devices report, by the policy's id; only kinds of policy of which Graph's reference says how to ask. */
  readonly deployments: Fact<ReadonlyMap<string, Deployment>>;
};
