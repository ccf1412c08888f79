import { z } from "zod";
import { booleanSetting } from "../../../plugin/provider.ts";

const text = z.string().optional();
const flag = booleanSetting.optional();

/**
 * The settings of the published plugin; the stand-in takes all, and refuses to sign in by those that it cannot.
 * Source: https://www.pulumi.com/registry/packages/azure-native/installation-configuration/
 */
export const azureNativeConfig = z.object({
  auxiliaryTenantIds: text.describe("Without effect here."),
  clientCertificatePassword: text.describe("Password of the client certificate.").meta({ secret: true }),
  clientCertificatePath: text.describe("File of the client certificate."),
  clientId: text.describe("Application (client) ID to sign in as.").meta({ secret: true }),
  clientSecret: text.describe("Client secret.").meta({ secret: true }),
  disableInstanceDiscovery: flag.describe("Without effect here."),
  disablePulumiPartnerId: flag.describe("Without effect here."),
  environment: text.describe("Cloud: public, usgovernment or china."),
  location: text.describe("Without effect here: every resource says its own."),
  metadataHost: text.describe("Host of the environment document that describes the cloud."),
  msiEndpoint: text.describe("Endpoint of the managed identity."),
  oidcRequestToken: text.describe("Bearer token for `oidcRequestUrl`.").meta({ secret: true }),
  oidcRequestUrl: text.describe("Where a pipeline asks for its ID token."),
  oidcToken: text.describe("ID token to exchange for an access token.").meta({ secret: true }),
  oidcTokenFilePath: text.describe("File that holds the ID token."),
  partnerId: text.describe("Without effect here."),
  subscriptionId: text.describe("Subscription ID."),
  tenantId: text.describe("Tenant ID."),
  useDefaultAzureCredential: flag.describe("Sign in by the Azure SDK's own chain."),
  useMsi: flag.describe("Sign in by managed identity."),
  useOidc: flag.describe("Sign in by an ID token of a pipeline."),
});

type Config = z.output<typeof azureNativeConfig>;

/** A process's environment: variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that stand for a setting, the first that is set counts. */
const variables = {
  clientId: ["ARM_CLIENT_ID"],
  clientSecret: ["ARM_CLIENT_SECRET"],
  environment: ["ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"],
  metadataHost: ["ARM_METADATA_HOSTNAME"],
  oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
  oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"],
  oidcToken: ["ARM_OIDC_TOKEN"],
  oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
  subscriptionId: ["ARM_SUBSCRIPTION_ID"],
  tenantId: ["ARM_TENANT_ID"],
} as const satisfies { readonly [Key in keyof Config]?: readonly string[] };

type Variable = keyof typeof variables;

/** What signing in needs, from the configuration and, where that is silent, from the environment. */
export type Settings = { readonly [Key in Variable]?: string | undefined } & { readonly useOidc: boolean };

/** The settings in force: the stack's configuration wins over the environment. */
export function readSettings(config: Config, environment: Environment): Settings {
  const given = new Map(Object.entries(config));
  const values = Object.entries(variables).map(([key, names]) => [
    key,
    given.get(key) || names.map((name) => environment[name]).find((value) => value),
  ]);
  const useOidc = config.useOidc ?? environment.ARM_USE_OIDC === "true";
  return { ...Object.fromEntries(values), useOidc };
}

/** A setting that there must be. Raises an error that names it, in both places where it can be given. */
export function needSetting(settings: Settings, key: Variable): string {
  const value = settings[key];
  if (value !== undefined) return value;
  throw new Error(`azure-native cannot do without its setting ${settingName(key)}: set it.`);
}

/** How a setting is called in the two places where it can be given. */
export function settingName(key: Variable): string {
  return `${variables[key][0]} (azure-native:${key})`;
}
