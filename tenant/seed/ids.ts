/** The ids of what a tenant starts with that is alone or the home tenant: always the same, so that they can be written into an example. */
export const seeded = {
  tenantId: "3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa",
  subscriptionId: "5c8e1f3a-2b4d-4e6f-8a7c-9d0b1e2f3a4b",
  organization: "Contoso",
  domain: "contoso.example",
  clientId: "6a1f0f5e-3a0b-4d52-9d3c-9a4f7c3b1d20",
  principals: {
    deployer: "c0f3b1de-4c55-4c43-8f0d-6a2b8a7f9e01",
    microsoftGraph: "8d1a3f62-7b9e-4e5a-a3a4-1f6a2b7c8d02",
    directory: "2e9c7b14-5d3f-4a68-b1c9-0f4e6d8a7b03",
    /** There once the consent links were clicked. */
    pinResetService: "5b8e2a7d-1c4f-4d96-a3b0-7e6f5d4c3b04",
    pinResetClient: "5b8e2a7d-1c4f-4d96-a3b0-7e6f5d4c3b05",
  },
  users: {
    alex: "a1e5c9d3-7f24-4b86-9c0d-5e8f1a2b3c01",
    mia: "a1e5c9d3-7f24-4b86-9c0d-5e8f1a2b3c02",
    sam: "a1e5c9d3-7f24-4b86-9c0d-5e8f1a2b3c03",
  },
  groups: {
    windowsDevices: "6f1c2b3a-4d5e-4f60-8a9b-0c1d2e3f4a01",
    kiosks: "6f1c2b3a-4d5e-4f60-8a9b-0c1d2e3f4a02",
    helpdesk: "6f1c2b3a-4d5e-4f60-8a9b-0c1d2e3f4a03",
    firstPilots: "6f1c2b3a-4d5e-4f60-8a9b-0c1d2e3f4a04",
    secondPilots: "6f1c2b3a-4d5e-4f60-8a9b-0c1d2e3f4a05",
    everyone: "6f1c2b3a-4d5e-4f60-8a9b-0c1d2e3f4a06",
    newsletter: "6f1c2b3a-4d5e-4f60-8a9b-0c1d2e3f4a07",
  },
  managedDevices: {
    firstPhone: "d3e1b2c4-9a8b-4c7d-8e6f-5a4b3c2d1e01",
    secondPhone: "d3e1b2c4-9a8b-4c7d-8e6f-5a4b3c2d1e02",
    oldPhone: "d3e1b2c4-9a8b-4c7d-8e6f-5a4b3c2d1e03",
    laptop: "d3e1b2c4-9a8b-4c7d-8e6f-5a4b3c2d1e04",
    iPhone: "d3e1b2c4-9a8b-4c7d-8e6f-5a4b3c2d1e05",
    mac: "d3e1b2c4-9a8b-4c7d-8e6f-5a4b3c2d1e06",
    android: "d3e1b2c4-9a8b-4c7d-8e6f-5a4b3c2d1e07",
  },
  configurations: {
    kioskRestrictions: "e7f6a5b4-c3d2-4e1f-8a0b-9c8d7e6f5a01",
    helloEnrollment: "e7f6a5b4-c3d2-4e1f-8a0b-9c8d7e6f5a02_DefaultWindowsHelloForBusiness",
  },
  /** Those of `seedRecoveryPolicy`, where no other id is given. */
  recoveryPolicies: {
    custom: "2a6c4e81-3b5d-4f70-9a1c-6d8e0f2b4a01",
    settingsCatalog: "2a6c4e81-3b5d-4f70-9a1c-6d8e0f2b4a02",
    accountProtection: "2a6c4e81-3b5d-4f70-9a1c-6d8e0f2b4a03",
    accountProtectionIntent: "2a6c4e81-3b5d-4f70-9a1c-6d8e0f2b4a04",
    identityProtection: "2a6c4e81-3b5d-4f70-9a1c-6d8e0f2b4a05",
  },
  /** Those of the scenario in which nothing is wrong. */
  harmlessPolicies: {
    lockScreen: "4c8e0a92-5d7f-4b16-8e3a-7f9b1c3d5e01",
    kerberosTrust: "4c8e0a92-5d7f-4b16-8e3a-7f9b1c3d5e02",
    endpointProtection: "4c8e0a92-5d7f-4b16-8e3a-7f9b1c3d5e03",
  },
  /** The managed identity in whose name a multi-tenant application can sign in. */
  managedIdentity: {
    clientId: "9e2d4c6b-8a7f-4135-b9d0-3c5e7f1a2b01",
    principalId: "9e2d4c6b-8a7f-4135-b9d0-3c5e7f1a2b02",
  },
  keyVault: "contoso-passcodes",
  assignmentFilters: { corporate: "9a4b5c6d-7e8f-4a0b-9c1d-2e3f4a5b6c01" },
} as const;

type Widened<T> = T extends string ? string : { readonly [Name in keyof T]: Widened<T[Name]> };

/** The ids of what a tenant starts with. */
export type SeededIds = Widened<typeof seeded>;

/**
 * The ids of the customer tenant of a number: those of `seeded`, with the number, in decimal, as the second group of
 * digits. The application and its managed identity are the home tenant's, so that their ids are the same everywhere.
 */
export function customerIds(number: number, name: string): SeededIds {
  const digits = String(number).padStart(4, "0");
  const { clientId, managedIdentity, keyVault } = seeded;
  return {
    ...withNumber(seeded, digits),
    organization: name,
    domain: `${name}.example`,
    clientId,
    managedIdentity,
    keyVault: `${keyVault}-${digits}`,
  };
}

function withNumber<T>(ids: T, digits: string): Widened<T> {
  if (typeof ids === "string") {
    return ids.replace(/^([\da-f]{8})-[\da-f]{4}-/, `$1-${digits}-`) as Widened<T>;
  }
  const entries = Object.entries(Object(ids)).map(([name, value]) => [name, withNumber(value, digits)]);
  return Object.fromEntries(entries) as Widened<T>;
}

/** The two apps of the PIN reset service. Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset */
export const pinResetApps = {
  service: {
    id: "b8456c59-1230-44c7-a4a2-99b085333e84",
    displayName: "Microsoft Pin Reset Service Production",
  },
  client: {
    id: "9115dd05-fad5-4f9c-acc7-305d08b1b04e",
    displayName: "Microsoft Pin Reset Client Production",
  },
} as const;
