import { afterAll, beforeAll, describe, it } from "vitest";
import type { Tenant } from "../../tenant/server.ts";
import { type BadInput, hush, type Refusals, startRefusals } from "./bad-input.ts";

const down = { arrange: (tenant: Tenant) => tenant.goDown(), restore: (tenant: Tenant) => tenant.comeUp() };
const refuseTokens = ({ faults }: Tenant) =>
  faults.add({ match: { path: "^/(v1.0|beta)/" }, count: "always", effect: { kind: "expiredToken" } });

// What each credential and each failure of a sign-in says is in test/graph/credentials, test/graph/network.test.ts and
// test/lookups/provider-errors.test.ts; here, that it comes through the engine, and nothing more with it.

describe("pulumi up of the program, where both providers sign in", () => {
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
      name: "a wrong secret",
      env: { ARM_CLIENT_SECRET: hush },
      names: "AADSTS7000215: Invalid client secret provided",
      hint: "Put a secret of this app registration that is still valid into ARM_CLIENT_SECRET",
    },
    {
      name: "a tenant that cannot be reached",
      ...down,
      names: "ECONNREFUSED",
      hint: "Check the network, and ARM_METADATA_HOSTNAME or ARM_ENVIRONMENT",
    },
    {
      name: "tokens that Graph refuses",
      arrange: refuseTokens,
      names: 'names the group "Windows devices", which could not be looked up',
      hint: "did not accept the credential's token",
    },
    {
      name: "no permission to read groups",
      arrange: ({ setPermissions }) => setPermissions(["Application.Read.All"]),
      names: 'names the group "Windows devices", which the signed-in account may not read',
      hint: "Give it Microsoft Graph's Group.Read.All (application permission)",
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
      name: "a tenant that cannot be reached",
      ...down,
      names: "cannot be reached (ECONNREFUSED)",
      hint: "Check the network and metadataHost (ARM_METADATA_HOSTNAME)",
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
