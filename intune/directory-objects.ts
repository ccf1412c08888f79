/** What getDirectoryObjects looks up. */
export type DirectoryObjectsArgs = {
  /** By object id, where it is a GUID, or display name. */
  groups?: string[] | undefined;
  servicePrincipals?: ServicePrincipalQuestion[] | undefined;
  delegatedPermissionGrants?: DelegatedPermissionGrantQuestion[] | undefined;
  /** Object ids of the groups whose types of members are wanted. */
  groupMemberTypes?: string[] | undefined;
};

/** By application (client) id; with `appRoles` the ids of its app roles are read too. */
export type ServicePrincipalQuestion = { appId: string; appRoles?: boolean | undefined };

/** A grant for all users, by the application (client) ids of both sides. */
export type DelegatedPermissionGrantQuestion = { clientAppId: string; resourceAppId: string };

/** Why a lookup failed, in the words of Graph or Entra. */
export type LookUpError = { code: string; message: string; hint?: string | undefined };

type LookedUp<Found> = {
  status: "found" | "missing" | "ambiguous" | "forbidden" | "failed";
  error?: LookUpError | undefined;
} & { [Key in keyof Found]?: Found[Key] | undefined };

/** `ids` has the group's object id; where the display name is ambiguous, those of all groups that have it. */
export type GroupResult = LookedUp<{ ids: string[]; displayName: string; membershipRule: string }>;

export type ServicePrincipalResult = LookedUp<{ id: string; appRoleIds: Record<string, string> }>;

export type DelegatedPermissionGrantResult = LookedUp<{
  id: string;
  clientObjectId: string;
  resourceObjectId: string;
  scopes: string[];
}>;

/** The types of the first 999 members, such as `user` and `device`; those of groups in the group count too. */
export type MemberTypesResult = LookedUp<{ types: string[] }>;

/** A result for each question, in their order. With `signInError` nothing was read, and the lists are empty. */
export type DirectoryObjects = {
  /** The tenant that the provider is signed in to, in lower case. */
  tenantId?: string | undefined;
  signInError?: LookUpError | undefined;
  groups: GroupResult[];
  servicePrincipals: ServicePrincipalResult[];
  delegatedPermissionGrants: DelegatedPermissionGrantResult[];
  groupMemberTypes: MemberTypesResult[];
};
