import type { Domain } from "../entra/domain-schemas.ts";
import type { UserRegistrationDetails } from "../entra/report-schemas.ts";
import type { Group, User } from "../entra/schemas.ts";
import type { TenantState } from "../state.ts";
import type { SeededIds } from "./ids.ts";

/** Puts the organization, its users and its groups into a tenant. */
export function seedDirectory(state: TenantState): void {
  state.organization.seed({
    id: state.tenantId,
    deletedDateTime: null,
    countryLetterCode: "DE",
    createdDateTime: "2019-03-01T09:00:00Z",
    displayName: state.ids.organization,
    tenantType: "AAD",
    verifiedDomains: [
      {
        capabilities: "Email, OfficeCommunicationsOnline",
        isDefault: true,
        isInitial: true,
        name: state.ids.domain,
        type: "Managed",
      },
    ],
  });
  state.domains.seed(managedDomain(state.ids));
  for (const user of users(state.ids)) {
    state.users.seed(user);
    state.userRegistrationDetails.seed(registrationOf(user));
  }
  for (const group of groups(state.ids)) {
    state.groups.seed(group);
  }
}

/** A directory device's id, from its managed device's. */
export function directoryDeviceId(managedDeviceId: string): string {
  return managedDeviceId.replace("d3e1b2c4", "b4c2e1d3");
}

function users({ domain, users: people }: SeededIds): User[] {
  return [
    person(people.alex, domain, "Alex", "Weber", "IT administrator"),
    person(people.mia, domain, "Mia", "Santos", "Helpdesk operator"),
    person(people.sam, domain, "Sam", "O'Neill", "Field engineer"),
  ];
}

function managedDomain({ domain }: SeededIds): Domain {
  return {
    id: domain,
    authenticationType: "Managed",
    availabilityStatus: null,
    isAdminManaged: true,
    isDefault: true,
    isInitial: true,
    isRoot: true,
    isVerified: true,
    manufacturer: null,
    model: null,
    passwordNotificationWindowInDays: null,
    passwordValidityPeriodInDays: null,
    state: null,
    supportedServices: ["Email", "OfficeCommunicationsOnline"],
    federations: [],
  };
}

/** Every user has a method for multifactor authentication. */
function registrationOf(user: User): UserRegistrationDetails {
  return {
    id: user.id,
    isAdmin: false,
    isMfaCapable: true,
    isMfaRegistered: true,
    isPasswordlessCapable: true,
    isSsprCapable: true,
    isSsprEnabled: true,
    isSsprRegistered: true,
    isSystemPreferredAuthenticationMethodEnabled: true,
    lastUpdatedDateTime: "2026-01-05T08:00:00Z",
    methodsRegistered: ["microsoftAuthenticatorPush", "windowsHelloForBusiness"],
    systemPreferredAuthenticationMethods: ["PhoneAppNotification"],
    userDisplayName: user.displayName ?? "",
    userPreferredMethodForSecondaryAuthentication: "push",
    userPrincipalName: user.userPrincipalName ?? "",
    userType: "member",
  };
}

function person(id: string, domain: string, givenName: string, surname: string, jobTitle: string): User {
  const mailNickname = givenName.toLowerCase();
  const mail = `${mailNickname}@${domain}`;
  return {
    id,
    businessPhones: [],
    displayName: `${givenName} ${surname}`,
    givenName,
    jobTitle,
    mail,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname,
    userPrincipalName: mail,
    accountEnabled: true,
    mailNickname,
    userType: "Member",
  };
}

function groups({ domain, groups: ids, managedDevices, users: people }: SeededIds): Group[] {
  const windowsDevices = [
    managedDevices.firstPhone,
    managedDevices.secondPhone,
    managedDevices.oldPhone,
    managedDevices.laptop,
  ];
  return [
    security(ids.windowsDevices, "Windows devices", windowsDevices.map(directoryDeviceId)),
    security(ids.kiosks, "Kiosks", [directoryDeviceId(managedDevices.secondPhone)]),
    security(ids.helpdesk, "Helpdesk", [people.mia]),
    security(ids.firstPilots, "Pilots", [people.alex]),
    security(ids.secondPilots, "Pilots", [people.sam]),
    security(ids.everyone, "Everyone", [ids.helpdesk, ids.firstPilots, ids.secondPilots]),
    {
      ...security(ids.newsletter, "Newsletter", [people.alex, people.mia]),
      allowExternalSenders: false,
      autoSubscribeNewMembers: false,
      groupTypes: ["Unified"],
      hideFromAddressLists: false,
      hideFromOutlookClients: false,
      mail: `newsletter@${domain}`,
      mailEnabled: true,
      mailNickname: "newsletter",
      proxyAddresses: [`SMTP:newsletter@${domain}`],
      securityEnabled: false,
      visibility: "Private",
    },
  ];
}

function security(id: string, displayName: string, memberIds: readonly string[]): Group {
  return {
    id,
    deletedDateTime: null,
    allowExternalSenders: null,
    autoSubscribeNewMembers: null,
    createdDateTime: "2024-05-06T07:08:09Z",
    description: null,
    displayName,
    groupTypes: [],
    hideFromAddressLists: null,
    hideFromOutlookClients: null,
    isAssignableToRole: null,
    mail: null,
    mailEnabled: false,
    mailNickname: displayName.toLowerCase().replaceAll(/\W/g, ""),
    membershipRule: null,
    membershipRuleProcessingState: null,
    onPremisesSyncEnabled: null,
    proxyAddresses: [],
    securityEnabled: true,
    securityIdentifier: null,
    visibility: null,
    memberIds,
    ownerIds: [],
  };
}
