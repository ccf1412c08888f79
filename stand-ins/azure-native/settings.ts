import { z } from "zod";
import { type Environment, flag, settingValues, signInSettings, text } from "../settings.ts";

/**
 * The settings of the published plugin; the stand-in takes all, and refuses to sign in by those that it cannot.
 * Source: https://www.pulumi.com/registry/packages/azure-native/installation-configuration/
 */
export const azureNativeConfig = z.object({
  ...signInSettings,
  auxiliaryTenantIds: text.describe("Without effect here."),
  disableInstanceDiscovery: flag.describe("Without effect here."),
  disablePulumiPartnerId: flag.describe("Without effect here."),
  environment: text.describe("Cloud: public, usgovernment or china."),
  location: text.describe("Without effect here: every resource says its own."),
  subscriptionId: text.describe("Subscription ID."),
  useDefaultAzureCredential: flag.describe("Sign in by the Azure SDK's own chain."),
});

type Config = z.output<typeof azureNativeConfig>;

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
  const useOidc = config.useOidc ?? environment.ARM_USE_OIDC === "true";
  return { ...settingValues(config, environment, variables), useOidc };
}

/** A setting that there must be. Throws an error that names it, in both places where it can be given. */
export function needSetting(settings: Settings, key: Variable): string {
  const value = settings[key];
  if (value !== undefined) {
    return value;
  }
  throw new Error(`azure-native cannot do without its setting ${settingName(key)}: set it.`);
}

/** How a setting is called in the two places where it can be given. */
export function settingName(key: Variable): string {
  return `${variables[key][0]} (azure-native:${key})`;
}
