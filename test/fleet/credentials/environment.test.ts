import { expect, it } from "vitest";
import {
  credentialSettingsOf,
  environmentOf,
  withoutSecretsOf,
} from "../../../fleet/credentials/environment.ts";
import { exchangeAudience } from "../../../fleet/credentials/identity-token.ts";
import { application, fleetTenant } from "./support.ts";

const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";
const clientId = application;

/** What another tenant's credential may have left in the environment. */
const others = {
  ARM_TENANT_ID: "5c1f0e2d-3b4a-4958-8677-96a5b4c3d2e1",
  ARM_CLIENT_ID: "5c1f0e2d-3b4a-4958-8677-96a5b4c3d2e2",
  ARM_CLIENT_SECRET: "of another tenant",
  ARM_CLIENT_CERTIFICATE_PATH: "/other.pem",
  ARM_CLIENT_CERTIFICATE_PASSWORD: "of another tenant",
  ARM_USE_OIDC: "true",
  ARM_OIDC_TOKEN: "of another tenant",
  ARM_OIDC_TOKEN_FILE_PATH: "/other",
  ARM_USE_MSI: "true",
  ARM_USE_CLI: "true",
  ARM_AUXILIARY_TENANT_IDS: "x",
};

const cloud = { ARM_ENVIRONMENT: "usgovernment", ARM_SUBSCRIPTION_ID: "s", PATH: "/bin" };

it("nothing of another tenant's credential is left, and the cloud is", async () => {
  const env = { ...others, ...cloud, FLEET_CLIENT_SECRET: "s3cret" };
  const tenant = fleetTenant(tenantId, {
    kind: "clientSecret",
    clientId,
    secretVariable: "FLEET_CLIENT_SECRET",
  });
  const given = { ...env, ...(await environmentOf(tenant, env)) };
  expect(JSON.parse(JSON.stringify(given))).toEqual({
    ...cloud,
    FLEET_CLIENT_SECRET: "s3cret",
    ARM_TENANT_ID: tenantId,
    ARM_CLIENT_ID: clientId,
    ARM_CLIENT_SECRET: "s3cret",
  });
  expect(await credentialSettingsOf(tenant, env)).toEqual({
    tenantId,
    clientId,
    clientSecret: "s3cret",
    environment: "usgovernmentl4",
  });
});

it("a certificate is given by its path and password", async () => {
  const env = { ...others, CERT_PATH: "/fleet.pfx", CERT_PASSWORD: "p" };
  const named = { kind: "certificate", clientId, pathVariable: "CERT_PATH" } as const;
  const withPassword = fleetTenant(tenantId, { ...named, passwordVariable: "CERT_PASSWORD" });
  const without = fleetTenant(tenantId, { ...named, passwordVariable: undefined });
  const expected = { tenantId, clientId, clientCertificatePath: "/fleet.pfx" };
  expect(await credentialSettingsOf(withPassword, env)).toEqual({
    ...expected,
    clientCertificatePassword: "p",
  });
  expect(await credentialSettingsOf(without, env)).toEqual(expected);
});

it("the variables of the process stay as they are where the file says so, but for the tenant's ID", async () => {
  expect(await environmentOf(fleetTenant(tenantId, { kind: "environment" }), others)).toEqual({
    ARM_TENANT_ID: tenantId,
  });
});

it("a tenant's engine has no secret of another tenant, a webhook or Temporal in its environment", () => {
  const tenants = [
    fleetTenant(tenantId, { kind: "clientSecret", clientId, secretVariable: "FLEET_CLIENT_SECRET" }),
    fleetTenant(tenantId, {
      kind: "certificate",
      clientId,
      pathVariable: "CERT_PATH",
      passwordVariable: "CERT_PASSWORD",
    }),
    // Its own credential is set by environmentOf.
    fleetTenant(tenantId, { kind: "clientSecret", clientId, secretVariable: "ARM_CLIENT_SECRET" }),
    // Pulumi signs in with it to an Azure Blob Storage that has the state.
    fleetTenant(tenantId, { kind: "clientSecret", clientId, secretVariable: "AZURE_CLIENT_SECRET" }),
  ];
  const webhooks = [{ kind: "teams", urlVariable: "FLEET_TEAMS_URL" }] as const;
  const secrets = {
    FLEET_CLIENT_SECRET: "a",
    CERT_PASSWORD: "c",
    FLEET_TEAMS_URL: "d",
    TEMPORAL_API_KEY: "e",
  };
  const left = {
    ARM_CLIENT_SECRET: "f",
    AZURE_CLIENT_SECRET: "h",
    PULUMI_CONFIG_PASSPHRASE: "g",
    CERT_PATH: "b",
    PATH: "/bin",
  };
  expect(withoutSecretsOf({ tenants, webhooks }, { ...secrets, ...left })).toEqual(left);
});

it.each(["", undefined])(
  "a variable that is %j is named with its tenant, and is no empty secret",
  async (value) => {
    const tenant = fleetTenant(tenantId, {
      kind: "clientSecret",
      clientId,
      secretVariable: "FLEET_CLIENT_SECRET",
    });
    await expect(environmentOf(tenant, { FLEET_CLIENT_SECRET: value })).rejects.toMatchObject({
      code: "missingVariable",
      message:
        "The variable FLEET_CLIENT_SECRET, which holds the client secret for tenant contoso, is not set.",
    });
  },
);

it.each([
  ["public", "api://AzureADTokenExchange"],
  ["usgovernmentl4", "api://AzureADTokenExchangeUSGov"],
  ["usgovernmentl5", "api://AzureADTokenExchangeUSGov"],
  ["china", "api://AzureADTokenExchangeChina"],
  ["custom", "api://AzureADTokenExchange"],
] as const)("a managed identity's token in the cloud %s is for %s", (name, audience) => {
  expect(exchangeAudience({ name })).toBe(audience);
});
