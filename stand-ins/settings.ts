import { z } from "zod";
import { booleanSetting } from "../provider/provider.ts";

export const text = z.string().optional();
export const flag = booleanSetting.optional();

/** The settings of signing in that the published plugins of Entra ID and of Azure have in common. */
export const signInSettings = {
  clientCertificatePassword: text.describe("Password of the client certificate.").meta({ secret: true }),
  clientCertificatePath: text.describe("File of the client certificate."),
  clientId: text.describe("Application (client) ID to sign in as.").meta({ secret: true }),
  clientSecret: text.describe("Client secret.").meta({ secret: true }),
  metadataHost: text.describe("Host of the environment document that describes the cloud."),
  msiEndpoint: text.describe("Endpoint of the managed identity."),
  oidcRequestToken: text.describe("Bearer token for `oidcRequestUrl`.").meta({ secret: true }),
  oidcRequestUrl: text.describe("Where a pipeline asks for its ID token."),
  oidcToken: text.describe("ID token to exchange for an access token.").meta({ secret: true }),
  oidcTokenFilePath: text.describe("File that holds the ID token."),
  partnerId: text.describe("Without effect here."),
  tenantId: text.describe("Tenant ID."),
  useMsi: flag.describe("Sign in by managed identity."),
  useOidc: flag.describe("Sign in by an ID token of a pipeline."),
};

/** A process's environment: variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The values of settings by the variables that stand for each: configuration wins, then the first that is set. */
export function settingValues<Key extends string>(
  config: Readonly<Record<string, unknown>>,
  environment: Environment,
  variables: Readonly<Record<Key, readonly string[]>>,
): { readonly [Name in Key]?: string | undefined } {
  const values = Object.entries<readonly string[]>(variables).map(([key, names]) => [
    key,
    config[key] || names.map((name) => environment[name]).find((value) => value),
  ]);
  return Object.fromEntries(values);
}
