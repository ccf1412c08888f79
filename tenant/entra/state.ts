import { Collection } from "../collection.ts";
import type { Core } from "../core.ts";
import type { GraphCall, GraphRoute } from "../graph/call.ts";
import type { ConditionalAccessPolicy } from "./conditional-access-schemas.ts";
import type { Domain } from "./domain-schemas.ts";
import type { Recommendation, SignIn, UserRegistrationDetails } from "./report-schemas.ts";
import type {
  Application,
  AppRoleAssignment,
  DirectoryDevice,
  Group,
  OAuth2PermissionGrant,
  Organization,
  ServicePrincipal,
  User,
} from "./schemas.ts";

/** An app that has no principal here until someone makes one, or that publishes what its principal shows. */
export type PublishedApp = {
  readonly id: string;
  readonly displayName: string;
  /** The tenant the app is registered in; the embedded tenant's own id for local apps. */
  readonly ownerTenantId: string;
  readonly oauth2PermissionScopes: ServicePrincipal["oauth2PermissionScopes"];
  readonly appRoles: ServicePrincipal["appRoles"];
  readonly servicePrincipalNames: readonly string[];
  readonly replyUrls: readonly string[];
};

/** A trust in tokens of another issuer: what Entra calls a federated identity credential. */
type FederatedCredential = {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
};

/** What an app may prove itself with. `id` is the app's client id; certificates are PEM. */
export type AppCredentials = {
  readonly id: string;
  readonly secrets: readonly string[];
  readonly certificates: readonly string[];
  readonly federatedCredentials: readonly FederatedCredential[];
};

/** A deleted principal, kept for 30 days. */
export type DeletedPrincipal = ServicePrincipal;

/** Which principals own a principal. */
type Ownership = { readonly id: string; readonly ownerIds: readonly string[] };

/** The collections of an empty directory. */
export function createDirectoryState() {
  return {
    organization: new Collection<Organization>(),
    users: new Collection<User>(),
    groups: new Collection<Group>(),
    devices: new Collection<DirectoryDevice>(),
    applications: new Collection<Application>(),
    publishedApps: new Collection<PublishedApp>(),
    appCredentials: new Collection<AppCredentials>(),
    servicePrincipals: new Collection<ServicePrincipal>(),
    deletedServicePrincipals: new Collection<DeletedPrincipal>(),
    ownerships: new Collection<Ownership>(),
    oauth2PermissionGrants: new Collection<OAuth2PermissionGrant>(),
    appRoleAssignments: new Collection<AppRoleAssignment>(),
    domains: new Collection<Domain>(),
    conditionalAccessPolicies: new Collection<ConditionalAccessPolicy>(),
    userRegistrationDetails: new Collection<UserRegistrationDetails>(),
    signIns: new Collection<SignIn>(),
    recommendations: new Collection<Recommendation>(),
  };
}

/** What Entra ID keeps. */
export type DirectoryState = Readonly<ReturnType<typeof createDirectoryState>>;
/** What Entra's endpoints work on. */
export type DirectoryCore = Core<DirectoryState>;
/** A call of Graph's directory. */
export type DirectoryCall = GraphCall<DirectoryState>;
/** A part of Graph's directory. */
export type DirectoryRoute = GraphRoute<DirectoryState>;
