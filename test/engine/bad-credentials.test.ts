import { afterAll, beforeAll, describe, it } from "vitest";
import type { Tenant } from "../../tenant/server.ts";
import { type BadInput, hush, type Refusals, startRefusals } from "./bad-input.ts";

const otherId = "11111111-2222-4333-8444-555555555555";
const down = { arrange: (tenant: Tenant) => tenant.goDown(), restore: (tenant: Tenant) => tenant.comeUp() };
const untrusted = { NODE_EXTRA_CA_CERTS: "", SSL_CERT_FILE: "" };
const refuseTokens = ({ faults }: Tenant) =>
  faults.add({ match: { path: "^/(v1.0|beta)/" }, count: "always", effect: { kind: "expiredToken" } });

describe("pulumi up of the program, where azuread signs in first", () => {
  let refusals: Refusals;

  beforeAll(async () => {
    refusals = await startRefusals("program");
  });

  afterAll(() => refusals.close());

  const cases: BadInput[] = [
    {
      name: "no tenant to sign in to",
      env: { ARM_TENANT_ID: "" },
      names: "set ARM_TENANT_ID",
      hint: "az login --allow-no-subscriptions",
    },
    {
      name: "no credential at all",
      env: { ARM_CLIENT_SECRET: "" },
      names: "azuread could not sign in",
      hint: "one of ARM_CLIENT_SECRET, ARM_CLIENT_CERTIFICATE_PATH,",
    },
    {
      name: "a wrong secret",
      env: { ARM_CLIENT_SECRET: hush },
      names: "AADSTS7000215: Invalid client secret provided",
      hint: "Put a secret of this app registration that is still valid into ARM_CLIENT_SECRET",
    },
    {
      name: "a client that the tenant does not know",
      env: { ARM_CLIENT_ID: otherId },
      names: `Application with identifier '${otherId}' was not found`,
      hint: "Check ARM_CLIENT_ID",
    },
    {
      name: "a tenant that there is not",
      env: { ARM_TENANT_ID: otherId },
      names: `Tenant '${otherId}' not found`,
      hint: "Check ARM_TENANT_ID; a tenant of a national cloud needs ARM_ENVIRONMENT too",
    },
    {
      name: "a tenant that cannot be reached",
      ...down,
      names: "ECONNREFUSED",
      hint: "Check the network, and ARM_METADATA_HOSTNAME or ARM_ENVIRONMENT",
    },
    {
      name: "a tenant whose certificate is not trusted",
      env: untrusted,
      names: "unable to verify the first certificate",
      hint: "Give the PEM file of that host's authority in NODE_EXTRA_CA_CERTS and in SSL_CERT_FILE",
    },
    {
      name: "tokens that Graph refuses",
      arrange: refuseTokens,
      names: "401 Unauthorized",
      hint: "Check the connection to Microsoft Graph and the ARM_* variables",
    },
    {
      name: "no permission to read groups",
      arrange: ({ setPermissions }) => setPermissions(["Application.Read.All"]),
      names: 'names the group "Windows devices", which the signed-in account may not read',
      hint: "Give it Microsoft Graph's Group.Read.All (application permission)",
    },
    {
      name: "no permission to read applications",
      arrange: ({ setPermissions }) => setPermissions(["Group.Read.All"]),
      names: "pin-reset:consent.directoryAppId names the application",
      hint: "Give it Microsoft Graph's Application.Read.All (application permission)",
    },
  ];

  it.each(cases)("refuses $name", (input) =>
    refusals.expectRefusal({
      ...input,
      config: { "pin-reset:assignments": { groups: ["Windows devices"] } },
    }),
  );
});

describe("pulumi up with the Intune plugin alone", () => {
  let refusals: Refusals;

  beforeAll(async () => {
    refusals = await startRefusals("plugin");
  });

  afterAll(() => refusals.close());

  const cases: BadInput[] = [
    {
      name: "no tenant to sign in to",
      env: { ARM_TENANT_ID: "" },
      names: "No way to sign in has all its settings.",
      hint: "client secret: tenantId (ARM_TENANT_ID)",
    },
    {
      name: "no credential at all, and no Azure CLI that is signed in",
      env: { ARM_CLIENT_SECRET: "" },
      names: "Could not sign in (Azure CLI)",
      hint: "client secret: clientSecret (ARM_CLIENT_SECRET)",
    },
    {
      name: "a wrong secret",
      env: { ARM_CLIENT_SECRET: hush },
      names: "AADSTS7000215: Invalid client secret provided",
      hint: "Check clientSecret (ARM_CLIENT_SECRET)",
    },
    {
      name: "a secret in place of the client's ID",
      env: { ARM_CLIENT_ID: hush },
      names: "clientId (ARM_CLIENT_ID)",
      hint: "must be a GUID such as",
    },
    {
      name: "OIDC with nothing to ask for a token",
      env: { ARM_CLIENT_SECRET: "", ARM_USE_OIDC: "true" },
      names: "No way to sign in has all its settings.",
      hint: "OIDC, a token: oidcToken (ARM_OIDC_TOKEN)",
    },
    {
      name: "a certificate's file that is not there",
      env: { ARM_CLIENT_SECRET: "", ARM_CLIENT_CERTIFICATE_PATH: "/nowhere/app.pem" },
      names: "/nowhere/app.pem, named by clientCertificatePath (ARM_CLIENT_CERTIFICATE_PATH), cannot be read",
      hint: "Give the path of a file that is there",
    },
    {
      name: "a tenant that cannot be reached",
      ...down,
      names: "cannot be reached (ECONNREFUSED)",
      hint: "Check the network and metadataHost (ARM_METADATA_HOSTNAME)",
    },
    {
      name: "a tenant whose certificate is not trusted",
      env: untrusted,
      names: "is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)",
      hint: "set NODE_EXTRA_CA_CERTS to the PEM file of that authority",
    },
    {
      name: "tokens that Graph refuses",
      arrange: refuseTokens,
      names: "401 InvalidAuthenticationToken",
      hint: "did not accept the credential's token. If it is good: The credential lacks",
    },
    {
      name: "no permission to create profiles",
      arrange: ({ setPermissions }) => setPermissions(["DeviceManagementConfiguration.Read.All"]),
      names: "lacks the Microsoft Graph permission DeviceManagementConfiguration.ReadWrite.All",
      hint: "Add it to the app registration, and have an administrator consent to it.",
    },
  ];

  const program = `new WindowsCustomConfiguration("profile", { displayName: "Profile", omaSettings: [
    { displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }] });`;

  it.each(cases)("refuses $name", (input) =>
    refusals.expectRefusal({ ...input, program, config: { "intune:retryTimeoutSeconds": 2 } }),
  );
});
