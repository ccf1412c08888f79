import { z } from "zod";
import { type Environment, flag, settingValues, signInSettings, text } from "../settings.ts";

/**
 * The settings of the published plugin; the stand-in takes all, and refuses to sign in by those that it cannot.
 * Source: https://www.pulumi.com/registry/packages/azuread/installation-configuration/
 */
export const azureadConfig = z.object({
  ...signInSettings,
  adoPipelineServiceConnectionId: text.describe("Service connection of Azure Pipelines."),
  clientCertificate: text.describe("Client certificate: PKCS#12, in base64.").meta({ secret: true }),
  clientIdFilePath: text.describe("File that holds the client ID."),
  clientSecretFilePath: text.describe("File that holds the client secret."),
  disableTerraformPartnerId: flag.describe("Without effect here."),
  environment: text.describe("Cloud: global, usgovernmentl4, usgovernmentl5 (dod) or china."),
  useAksWorkloadIdentity: flag.describe("Sign in by the workload identity of Azure Kubernetes Service."),
  useCli: flag.describe("Sign in by the Azure CLI."),
});

type Config = z.output<typeof azureadConfig>;

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
  const useOidc = config.useOidc ?? isOn(environment.ARM_USE_OIDC);
  return { ...settingValues(config, environment, variables), useOidc };
}

/** How a setting is called in the two places where it can be given. */
export function settingName(key: Variable | "useOidc"): string {
  const name = key === "useOidc" ? "ARM_USE_OIDC" : variables[key][0];
  return `${name} (azuread:${key})`;
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && ["1", "true"].includes(value.toLowerCase());
}
