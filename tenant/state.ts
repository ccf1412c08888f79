import type { KeyVault, KeyVaultSecret } from "./azure/key-vault/schemas.ts";
import type { ArmResource, DeletedVault } from "./azure/resource.ts";
import { Collection } from "./collection.ts";
import type {
  Application,
  AppRoleAssignment,
  DirectoryDevice,
  Group,
  OAuth2PermissionGrant,
  Organization,
  ServicePrincipal,
  User,
} from "./entra/schemas.ts";
import type { DeviceLimits } from "./intune/limits.ts";
import type { DeviceConfiguration } from "./intune/schemas/device-configurations.ts";
import type { AssignmentFilter, AuditEvent, RoleScopeTag } from "./intune/schemas/intune.ts";
import type { ManagedDevice } from "./intune/schemas/managed-devices.ts";

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

/** How the tenant behaves, apart from what it keeps. */
export type TenantSettings = {
  /** How long an access token is good, in seconds. */
  tokenLifetimeSeconds: number;
  /** How many objects a page of a list holds at most; undefined: as Graph does (100, Intune 1000). */
  pageSize: number | undefined;
  /** How long a device takes to answer a passcode reset, in milliseconds. */
  passcodeDelayMilliseconds: number;
  /** How long Azure takes to write a federated credential, in milliseconds: another one of the same identity is refused meanwhile. */
  credentialWriteMilliseconds: number;
  /** In which form getOmaSettingPlainTextValue answers XML: both were seen. */
  plainTextOfXml: "text" | "base64";
  /** How many requests for managed devices are answered in a time; undefined: any number. */
  deviceLimits: DeviceLimits | undefined;
};

/** Everything the tenant keeps. Each collection can be read and altered in place. */
export type TenantState = {
  readonly tenantId: string;
  /** The one subscription that belongs to the tenant. */
  readonly subscriptionId: string;
  readonly organization: Collection<Organization>;
  readonly users: Collection<User>;
  readonly groups: Collection<Group>;
  readonly devices: Collection<DirectoryDevice>;
  readonly applications: Collection<Application>;
  readonly publishedApps: Collection<PublishedApp>;
  readonly appCredentials: Collection<AppCredentials>;
  readonly servicePrincipals: Collection<ServicePrincipal>;
  readonly deletedServicePrincipals: Collection<DeletedPrincipal>;
  readonly ownerships: Collection<Ownership>;
  readonly oauth2PermissionGrants: Collection<OAuth2PermissionGrant>;
  readonly appRoleAssignments: Collection<AppRoleAssignment>;
  readonly deviceConfigurations: Collection<DeviceConfiguration>;
  readonly managedDevices: Collection<ManagedDevice>;
  readonly auditEvents: Collection<AuditEvent>;
  readonly assignmentFilters: Collection<AssignmentFilter>;
  readonly roleScopeTags: Collection<RoleScopeTag>;
  readonly keyVaults: Collection<KeyVault>;
  readonly keyVaultSecrets: Collection<KeyVaultSecret>;
  readonly armResources: Collection<ArmResource>;
  readonly deletedVaults: Collection<DeletedVault>;
  readonly settings: TenantSettings;
};

/** The collections of a state, by name. */
export type CollectionName = Exclude<keyof TenantState, "tenantId" | "subscriptionId" | "settings">;

/** An empty tenant. */
export function createState(ids: { tenantId: string; subscriptionId: string }): TenantState {
  return {
    tenantId: ids.tenantId,
    subscriptionId: ids.subscriptionId,
    organization: new Collection(),
    users: new Collection(),
    groups: new Collection(),
    devices: new Collection(),
    applications: new Collection(),
    publishedApps: new Collection(),
    appCredentials: new Collection(),
    servicePrincipals: new Collection(),
    deletedServicePrincipals: new Collection(),
    ownerships: new Collection(),
    oauth2PermissionGrants: new Collection(),
    appRoleAssignments: new Collection(),
    deviceConfigurations: new Collection(),
    managedDevices: new Collection(),
    auditEvents: new Collection(),
    assignmentFilters: new Collection(),
    roleScopeTags: new Collection(),
    keyVaults: new Collection(),
    keyVaultSecrets: new Collection(),
    armResources: new Collection(),
    deletedVaults: new Collection(),
    settings: {
      tokenLifetimeSeconds: 3599,
      pageSize: undefined,
      passcodeDelayMilliseconds: 3000,
      credentialWriteMilliseconds: 50,
      plainTextOfXml: "text",
      deviceLimits: undefined,
    },
  };
}

/** The collections of a state with their names. */
export function collectionsOf(state: TenantState): [CollectionName, Collection<{ id: string }>][] {
  const { tenantId: _tenantId, subscriptionId: _subscriptionId, settings: _settings, ...collections } = state;
  return Object.entries(collections) as unknown as [CollectionName, Collection<{ id: string }>][];
}
