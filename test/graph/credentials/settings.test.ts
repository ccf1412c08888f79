import { describe, expect, it } from "vitest";
import {
  CredentialSettingsError,
  credentialVariables,
  readCredentialSettings,
  settingName,
} from "../../../graph/credentials/settings.ts";

const guid = "3b7a2d54-0c1f-4a36-9b0e-6f1d2c3b4a5e";

function issuesOf(
  env: Record<string, string>,
  overrides: object = {},
): readonly { key: string; message: string; hint?: string }[] {
  try {
    readCredentialSettings(env, overrides);
  } catch (error) {
    if (error instanceof CredentialSettingsError) {
      return error.issues;
    }
  }
  throw new Error("The settings were expected to be refused.");
}

describe("readCredentialSettings", () => {
  it("reads every setting from its variable", () => {
    const env = {
      ARM_TENANT_ID: guid,
      ARM_CLIENT_ID: guid,
      ARM_CLIENT_SECRET: "s3cret",
      ARM_CLIENT_CERTIFICATE_PATH: "/run/app.pfx",
      ARM_CLIENT_CERTIFICATE_PASSWORD: "pw",
      ARM_USE_OIDC: "true",
      ARM_OIDC_TOKEN: "token",
      ARM_OIDC_TOKEN_FILE_PATH: "/run/token",
      ARM_OIDC_REQUEST_URL: "https://pipelines.example/token?x=1",
      ARM_OIDC_REQUEST_TOKEN: "request",
      ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection",
      ARM_USE_MSI: "1",
      ARM_USE_CLI: "false",
      ARM_ENVIRONMENT: "china",
      ARM_METADATA_HOSTNAME: "localhost:8443",
    };
    expect(readCredentialSettings(env)).toEqual({
      tenantId: guid,
      clientId: guid,
      clientSecret: "s3cret",
      clientCertificatePath: "/run/app.pfx",
      clientCertificatePassword: "pw",
      useOidc: true,
      oidcToken: "token",
      oidcTokenFilePath: "/run/token",
      oidcRequestUrl: "https://pipelines.example/token?x=1",
      oidcRequestToken: "request",
      adoServiceConnectionId: "connection",
      useMsi: true,
      useCli: false,
      environment: "china",
      metadataHost: "localhost:8443",
    });
  });

  it("gives an empty object for an empty environment", () => {
    expect(readCredentialSettings({})).toEqual({});
  });

  it("takes an empty variable as not given", () => {
    expect(readCredentialSettings({ ARM_CLIENT_SECRET: "", ARM_TENANT_ID: undefined })).toEqual({});
  });

  it.each([
    [
      "GitHub Actions",
      { ACTIONS_ID_TOKEN_REQUEST_URL: "https://g.example", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "g" },
    ],
    ["Azure Pipelines", { SYSTEM_OIDCREQUESTURI: "https://g.example", SYSTEM_ACCESSTOKEN: "g" }],
  ])("finds the OIDC endpoint of %s", (_, env) => {
    expect(readCredentialSettings(env)).toEqual({
      oidcRequestUrl: "https://g.example",
      oidcRequestToken: "g",
    });
  });

  it("prefers ARM_OIDC_REQUEST_TOKEN to what the pipeline sets by itself", () => {
    const env = { SYSTEM_ACCESSTOKEN: "pipeline", ARM_OIDC_REQUEST_TOKEN: "mine" };
    expect(readCredentialSettings(env).oidcRequestToken).toBe("mine");
  });

  it("lets the provider's config win over a variable", () => {
    const settings = readCredentialSettings(
      { ARM_TENANT_ID: "contoso.com", ARM_USE_CLI: "true" },
      { tenantId: guid },
    );
    expect(settings).toEqual({ tenantId: guid, useCli: true });
  });

  describe("a host among the provider's settings", () => {
    const secret = { ARM_CLIENT_SECRET: "of-this-machine" };

    it.each([
      ["a secret", secret, { metadataHost: "evil.example" }],
      ["a certificate", { ARM_CLIENT_CERTIFICATE_PATH: "/app.pem" }, { metadataHost: "evil.example" }],
      ["an identity", { ARM_USE_MSI: "true" }, { metadataHost: "evil.example" }],
      ["Azure CLI", {}, { metadataHost: "evil.example" }],
      [
        "a file that the settings name",
        {},
        {
          metadataHost: "evil.example",
          oidcTokenFilePath: "/run/token",
          useOidc: true,
          oidcRequestToken: "x",
        },
      ],
      ["a secret, beside another credential", secret, { metadataHost: "evil.example", oidcToken: "x" }],
      [
        "a secret, beside another host",
        { ...secret, ARM_METADATA_HOSTNAME: "good.example" },
        { metadataHost: "evil.example" },
      ],
    ])("is refused where the credential is this machine's: %s", (_, env, overrides) => {
      const [issue, ...others] = issuesOf(env, overrides);
      expect(others).toEqual([]);
      expect(issue?.key).toBe("metadataHost");
      expect(issue?.hint).toContain("Set ARM_METADATA_HOSTNAME");
      expect(issue?.message).not.toContain("of-this-machine");
    });

    it("for OIDC is refused where what is sent there is a variable", () => {
      const env = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://g.example", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "g" };
      const oidcRequestUrl = "https://evil.example";
      expect(issuesOf(env, { oidcRequestUrl }).map(({ key }) => key)).toEqual(["oidcRequestUrl"]);
      expect(readCredentialSettings(env, { oidcRequestUrl: "https://g.example" }).oidcRequestToken).toBe("g");
      expect(readCredentialSettings(env, { oidcRequestUrl, oidcRequestToken: "own" })).toMatchObject({
        oidcRequestUrl,
        oidcRequestToken: "own",
      });
    });

    it("is taken where the environment has the same, and where the settings bring the credential", () => {
      const metadataHost = "private.example";
      const env = { ...secret, ARM_METADATA_HOSTNAME: metadataHost };
      expect(readCredentialSettings(env, { metadataHost }).metadataHost).toBe(metadataHost);
      const own = { metadataHost, clientSecret: "own", useCli: false };
      expect(readCredentialSettings(secret, own)).toEqual(own);
    });
  });

  it("does not let an empty override hide a variable", () => {
    expect(readCredentialSettings({ ARM_TENANT_ID: guid }, { tenantId: "" })).toEqual({ tenantId: guid });
  });

  it.each([
    ["global", "public"],
    ["Public", "public"],
    ["usgovernment", "usgovernmentl4"],
    ["dod", "usgovernmentl5"],
  ])("takes the environment %s for %s", (given, environment) => {
    expect(readCredentialSettings({ ARM_ENVIRONMENT: given })).toEqual({ environment });
  });

  it.each([
    ["tenantId", "ARM_TENANT_ID", "not a tenant!"],
    ["clientId", "ARM_CLIENT_ID", "my-app"],
    ["useOidc", "ARM_USE_OIDC", "yes"],
    ["oidcRequestUrl", "ARM_OIDC_REQUEST_URL", "pipelines.example"],
    ["environment", "ARM_ENVIRONMENT", "mars"],
    ["metadataHost", "ARM_METADATA_HOSTNAME", "https://localhost:8443"],
  ])("refuses a %s it cannot use, naming the key, %s and what it must be", (key, variable, value) => {
    const [issue, ...others] = issuesOf({ [variable]: value });
    expect(others).toEqual([]);
    expect(issue?.key).toBe(key);
    expect(issue?.message).toMatch(new RegExp(`^${key} \\(${variable}.*\\) must be .+\\.$`));
    expect(issue?.message).not.toContain(value);
  });

  it("reports every fault at once", () => {
    const issues = issuesOf({ ARM_CLIENT_ID: "x", ARM_USE_MSI: "perhaps" });
    expect(issues.map(({ key }) => key)).toEqual(["clientId", "useMsi"]);
  });

  it("refuses a key that it does not know, and lists those it does", () => {
    const [issue] = issuesOf({}, { tenant: guid });
    expect(issue).toEqual({
      key: "tenant",
      message: "tenant is not a credential setting.",
      hint: expect.stringContaining("tenantId, clientId"),
    });
  });

  it("refuses a number where a flag is wanted", () => {
    expect(issuesOf({}, { useCli: 1, environment: 2 }).map(({ key }) => key)).toEqual([
      "useCli",
      "environment",
    ]);
  });
});

describe("settingName", () => {
  it("names the key and each variable that gives it", () => {
    expect(settingName("tenantId")).toBe("tenantId (ARM_TENANT_ID)");
    expect(settingName("oidcRequestToken")).toBe(
      `oidcRequestToken (${credentialVariables.oidcRequestToken.join(" or ")})`,
    );
  });
});
