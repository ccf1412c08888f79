import { expect, it } from "vitest";
import { providerMessage, signInHint } from "../../lookups/provider-errors.ts";

it("takes the engine's words away and puts the rest on one line", () => {
  const text =
    "invocation of azuread:index/getGroup:getGroup returned an error: invoking azuread:index/getGroup:getGroup: 2 errors occurred:\n\t* one\n\t* two\n\n";
  expect(providerMessage(new Error(text))).toBe("one two");
});

it("says what was thrown where it is no error", () => {
  expect(providerMessage("plain words")).toBe("plain words");
});

it.each([
  ["AADSTS7000215: Invalid client secret provided.", "ARM_CLIENT_SECRET"],
  ["AADSTS700016: Application was not found in the directory.", "ARM_CLIENT_ID"],
  ["AADSTS90002: Tenant 'x' not found.", "ARM_TENANT_ID"],
  ["tls: failed to verify certificate: x509: certificate signed by unknown authority", "SSL_CERT_FILE"],
  [
    "unable to verify the first certificate",
    "Give the PEM file of that host's authority in NODE_EXTRA_CA_CERTS",
  ],
  ["dial tcp 127.0.0.1:40300: connect: connection refused", "ARM_METADATA_HOSTNAME"],
  ["unknown environment moon", "ARM_ENVIRONMENT"],
  ["unable to build authorizer", "az login"],
])("answers a sign-in that failed with %s by naming %s", (text, setting) => {
  expect(signInHint(new Error(text))).toContain(setting);
});
