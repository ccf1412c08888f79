import { describe, expect, it } from "vitest";
import { chooseCredential } from "../../../graph/credentials/choose.ts";
import { CredentialError } from "../../../graph/credentials/errors.ts";
import type { Person } from "../../../graph/credentials/person.ts";
import { asksForCredential, type CredentialSettings } from "../../../graph/credentials/settings.ts";

const app = { tenantId: "contoso.com", clientId: "6a1f0f5e-3a0b-4d52-9d3c-9a4f7c3b1d20" };
const oidc = { ...app, useOidc: true };
const endpoint = { oidcRequestUrl: "https://p.example/", oidcRequestToken: "t" };

const noCloud = () => Promise.reject(new Error("The cloud is not needed to choose."));

function chosen(settings: CredentialSettings): string {
  return chooseCredential(settings, noCloud).description;
}

function refusal(settings: CredentialSettings): CredentialError {
  try {
    chosen(settings);
  } catch (error) {
    if (error instanceof CredentialError) {
      return error;
    }
  }
  throw new Error("It was expected to be refused.");
}

describe("chooseCredential", () => {
  it.each<[string, CredentialSettings]>([
    ["client certificate", { ...app, clientCertificatePath: "/a", clientSecret: "s", useMsi: true }],
    ["client secret", { ...oidc, clientSecret: "s", oidcToken: "t" }],
    ["OIDC, a token", { ...oidc, ...endpoint, oidcToken: "t", oidcTokenFilePath: "/t" }],
    ["OIDC, a token in a file", { ...oidc, ...endpoint, oidcTokenFilePath: "/t" }],
    ["OIDC, Azure Pipelines", { ...oidc, ...endpoint, adoServiceConnectionId: "c" }],
    ["OIDC, GitHub Actions", { ...oidc, ...endpoint, useMsi: true }],
    ["managed identity", { useMsi: true, useCli: true }],
    ["Azure CLI", { ...app, ...endpoint, oidcToken: "t" }],
    ["Azure CLI", { useCli: true }],
    ["Azure CLI", { clientSecret: "s", useCli: true }],
    ["Azure CLI", { useMsi: false }],
  ])("takes %s from %j", (description, settings) => {
    expect(chosen(settings)).toBe(description);
  });

  it("takes the person who signed in only where the settings give no credential: variables win", () => {
    const person: Person = {
      tenant: app.tenantId,
      clientId: app.clientId,
      flow: "browser",
      record: undefined,
      ask: undefined,
      application: "test",
      signInCommand: "login",
    };
    const empty: readonly CredentialSettings[] = [{}, app, { useCli: false }, { useMsi: false }];
    for (const settings of empty) {
      expect([asksForCredential(settings), chosen({ ...settings, person })]).toEqual([
        false,
        "a person's sign-in",
      ]);
    }
    const given: readonly CredentialSettings[] = [
      { ...app, clientSecret: "s" },
      { ...app, clientCertificatePath: "/a" },
      { ...oidc, ...endpoint },
      { ...oidc, oidcToken: "t" },
      { useMsi: true },
      { useCli: true },
    ];
    for (const settings of given) {
      expect([asksForCredential(settings), chosen({ ...settings, person })]).toEqual([
        true,
        chosen(settings),
      ]);
    }
  });

  it("names what the way that was asked for lacks, and no other way but Azure CLI", () => {
    const error = refusal({ clientSecret: "s3cret", clientId: app.clientId });
    expect(error.code).toBe("incomplete");
    expect(error.message).toBe("No way to sign in has all its settings.");
    expect(error.hint?.split("\n")).toEqual([
      "Give what one of these lacks, in the provider's config or as a variable:",
      "  client secret: tenantId (ARM_TENANT_ID)",
      "  Azure CLI: useCli (ARM_USE_CLI=true), after `az login`",
    ]);
  });

  it("lists every way where Azure CLI is ruled out and none was asked for", () => {
    const { hint } = refusal({ useCli: false });
    expect(hint?.match(/^ {2}[^:]+:/gm)).toEqual([
      "  client certificate:",
      "  client secret:",
      "  OIDC, a token:",
      "  OIDC, a token in a file:",
      "  OIDC, Azure Pipelines:",
      "  OIDC, GitHub Actions:",
      "  managed identity:",
      "  Azure CLI:",
    ]);
    expect(hint).toContain("useOidc (ARM_USE_OIDC=true)");
  });
});
