import { expect, it } from "vitest";
import { enablePinRecoveryUri } from "../../../domain/recovery-node.ts";
import { judge, notKnown, type Settings } from "../judge.ts";

const own = "3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa";
const other = "aaaaaaaa-8f5e-4f0c-9a61-2c1e7d90b6aa";
const explicit = "urn:pulumi:dev::pin-reset::pulumi:providers:intune::fabrikam";

function of(omaUri: string, settings: Settings = {}, provider?: { urn?: string; props: object }) {
  const props = { omaSettings: [{ omaUri, value: true }] };
  const resource = { type: "intune:index:WindowsCustomConfiguration", props, ...(provider && { provider }) };
  return judge("oma-uri-names-own-tenant", resource, settings);
}

const signedIn = { surroundings: { ARM_TENANT_ID: own } };

it("an OMA-URI that names another tenant is refused, and the right one is said", async () => {
  expect(await of(enablePinRecoveryUri(own, "device"), signedIn)).toEqual([]);
  expect(await of(enablePinRecoveryUri(other, "user"), signedIn)).toEqual([
    expect.stringMatching(/names another tenant.*\n.*\.\/User\/Vendor\/MSFT\/PassportForWork\/3b7a2d54/),
  ]);
});

it.each([
  ["braces", `{${own}}`, "braces"],
  ["capitals", own.toUpperCase(), "with regard to case"],
  ["a placeholder", "TENANTID", "names no tenant"],
])("the tenant's ID in %s is refused, whichever tenant it is", async (_, written, why) => {
  const omaUri = enablePinRecoveryUri(written, "device");
  expect(await of(omaUri, signedIn)).toEqual([expect.stringContaining(why)]);
  expect(await of(omaUri)).toEqual([expect.stringContaining(why)]);
});

it("a provider's own tenant counts before that of the environment", async () => {
  const fabrikam = { urn: explicit, props: { tenantId: other } };
  expect(await of(enablePinRecoveryUri(other, "device"), signedIn, fabrikam)).toEqual([]);
  expect(await of(enablePinRecoveryUri(own, "device"), signedIn, fabrikam)).toHaveLength(1);
});

it("the stack's settings are about the default provider, and not about one of the program's own", async () => {
  const settings = { surroundings: { "pin-reset:tenantId": own } };
  const omaUri = enablePinRecoveryUri(other, "device");
  expect(await of(omaUri, settings, { props: {} })).toHaveLength(1);
  expect(await of(omaUri, settings, { urn: explicit, props: {} })).toEqual([]);
  const azuread = { surroundings: { "azuread:tenantId": own } };
  expect(await of(omaUri, azuread, { props: {} })).toHaveLength(1);
});

it("where no tenant is known, or the name of one alone, no tenant is refused", async () => {
  const omaUri = enablePinRecoveryUri(other, "device");
  expect(await of(omaUri)).toEqual([]);
  expect(await of(omaUri, { surroundings: { ARM_TENANT_ID: "contoso.onmicrosoft.com" } })).toEqual([]);
  expect(await of(omaUri, {}, { props: { tenantId: notKnown } })).toEqual([]);
  expect(await of(notKnown, signedIn)).toEqual([]);
});

it("a provider whose own tenant is a domain, or not known yet, is not held to that of the environment", async () => {
  const omaUri = enablePinRecoveryUri(other, "device");
  for (const tenantId of ["fabrikam.onmicrosoft.com", notKnown]) {
    expect(await of(omaUri, signedIn, { urn: explicit, props: { tenantId } })).toEqual([]);
    expect(await of(omaUri, signedIn, { props: { tenantId } })).toEqual([]);
    const braces = enablePinRecoveryUri(`{${other}}`, "device");
    expect(await of(braces, signedIn, { urn: explicit, props: { tenantId } })).toHaveLength(1);
  }
});

it("tenants that the configuration names are the only ones", async () => {
  const config = { config: { tenantIds: [own.toUpperCase()] }, surroundings: { ARM_TENANT_ID: other } };
  expect(await of(enablePinRecoveryUri(own, "device"), config)).toEqual([]);
  expect(await of(enablePinRecoveryUri(other, "device"), config)).toHaveLength(1);
});

it("other settings of Windows Hello name the tenant too, and other OMA-URIs need not", async () => {
  const pinLength = (tenant: string) =>
    `./Device/Vendor/MSFT/PassportForWork/${tenant}/Policies/PINComplexity/MinimumPINLength`;
  expect(await of(pinLength(own), signedIn)).toEqual([]);
  expect(await of(pinLength(other), signedIn)).toEqual([expect.stringContaining("names another tenant")]);
  expect(await of(`./Vendor/MSFT/PassportForWork/${other}/Any`, signedIn)).toHaveLength(1);
  expect(await of("./Vendor/MSFT/PassportForWork/Biometrics/UseBiometrics", signedIn)).toEqual([]);
  expect(await of("./Vendor/MSFT/Policy/Config/Authentication/Any", signedIn)).toEqual([]);
});

it.each([
  ["braces", `{${own}}`, "braces"],
  ["capitals", own.toUpperCase(), "with regard to case"],
  ["a placeholder", "{TenantId}", "names no tenant"],
])(
  "other settings of Windows Hello with the tenant's ID in %s are refused as well",
  async (_, written, why) => {
    const pinLength = (tenant: string) =>
      `./Device/Vendor/MSFT/PassportForWork/${tenant}/Policies/PINComplexity/MinimumPINLength`;
    const [said, ...more] = await of(pinLength(written), signedIn);
    expect(said).toContain(why);
    expect(said).toContain(`Write "${pinLength(own)}"`);
    expect(more).toEqual([]);
    expect(await of(pinLength(written))).toEqual([expect.stringContaining(why)]);
  },
);
