import { z } from "zod";
import { booleanSetting } from "../../../plugin/provider.ts";

const text = z.string().optional();
const flag = booleanSetting.optional();

/**
 * The settings of the published plugin; the stand-in takes all, and refuses to sign in by those that it cannot.
 * Source: https://www.pulumi.com/registry/packages/azuread/installation-configuration/
 */
export const azureadConfig = z.object({
  adoPipelineServiceConnectionId: text.describe("Service connection of Azure Pipelines."),
  clientCertificate: text.describe("Client certificate: PKCS#12, in base64.").meta({ secret: true }),
  clientCertificatePassword: text.describe("Password of the client certificate.").meta({ secret: true }),
  clientCertificatePath: text.describe("File of the client certificate."),
  clientId: text.describe("Application (client) ID to sign in as.").meta({ secret: true }),
  clientIdFilePath: text.describe("File that holds the client ID."),
  clientSecret: text.describe("Client secret.").meta({ secret: true }),
  clientSecretFilePath: text.describe("File that holds the client secret."),
  disableTerraformPartnerId: flag.describe("Without effect here."),
  environment: text.describe("Cloud: global, usgovernmentl4, usgovernmentl5 (dod) or china."),
  metadataHost: text.describe("Host of the environment document that describes the cloud."),
  msiEndpoint: text.describe("Endpoint of the managed identity."),
  oidcRequestToken: text.describe("Bearer token for `oidcRequestUrl`.").meta({ secret: true }),
  oidcRequestUrl: text.describe("Where a pipeline asks for its ID token."),
  oidcToken: text.describe("ID token to exchange for an access token.").meta({ secret: true }),
  oidcTokenFilePath: text.describe("File that holds the ID token."),
  partnerId: text.describe("Without effect here."),
  tenantId: text.describe("Tenant ID."),
  useAksWorkloadIdentity: flag.describe("Sign in by the workload identity of Azure Kubernetes Service."),
  useCli: flag.describe("Sign in by the Azure CLI."),
  useMsi: flag.describe("Sign in by managed identity."),
  useOidc: flag.describe("Sign in by an ID token of a pipeline."),
});

type Config = z.output<typeof azureadConfig>;

/** A process's environment: variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that stand for a setting, the first that is set counts. Source: go-azure-sdk's and azuread's own. */
const variables = {
  adoPipelineServiceConnectionId: ["ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID"],
  clientId: ["ARM_CLIENT_ID"],
  clientIdFilePath: ["ARM_CLIENT_ID_FILE_PATH"],
  clientSecret: ["ARM_CLIENT_SECRET"],
  clientSecretFilePath: ["ARM_CLIENT_SECRET_FILE_PATH"],
  environment: ["ARM_ENVIRONMENT"],
  metadataHost: ["ARM_METADATA_HOSTNAME"],
  oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"],
  oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"],
  oidcToken: ["ARM_OIDC_TOKEN"],
  oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
  tenantId: ["ARM_TENANT_ID"],
} as const satisfies { readonly [Key in keyof Config]?: readonly string[] };

type Variable = keyof typeof variables;

/** What signing in needs, from the configuration and, where that is silent, from the environment. */
export type Settings = { readonly [Key in Variable]?: string | undefined } & {
  readonly useOidc: boolean;
};

/** The settings in force: the stack's configuration wins over the environment. */
export function readSettings(config: Config, environment: Environment): Settings {
  const values = Object.entries(variables).map(([key, names]) => {
    const given = new Map(Object.entries(config)).get(key);
    return [key, given || names.map((name) => environment[name]).find((value) => value)];
  });
  return { ...Object.fromEntries(values), useOidc: config.useOidc ?? isOn(environment.ARM_USE_OIDC) };
}

/** How a setting is called in the two places where it can be given. */
export function settingName(key: Variable | "useOidc"): string {
  const name = key === "useOidc" ? "ARM_USE_OIDC" : variables[key][0];
  return `${name} (azuread:${key})`;
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && ["1", "true"].includes(value.toLowerCase());
}
