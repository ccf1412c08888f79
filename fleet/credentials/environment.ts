import { type CredentialSettings, readCredentialSettings } from "../../graph/credentials/settings.ts";
import { FleetError } from "../errors.ts";
import type { Fleet, FleetCredential, FleetTenant } from "../fleet.ts";
import { fleetCloud } from "./cloud.ts";
import { identityTokens } from "./identity-token.ts";

/** What of a tenant its sign-in depends on. */
type SignedIn = Pick<FleetTenant, "name" | "tenantId" | "credential">;

/** Variables to set, and those to take away, which are undefined. */
export type CredentialEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The variables by which one tenant is signed in to: they go over `env` in the environment of a child process or of
 * readCredentialSettings. Every other ARM_* credential of `env` is taken away, so that no tenant is signed in to with what is
 * meant for another; which cloud it is (ARM_ENVIRONMENT, ARM_METADATA_HOSTNAME) and the Azure subscription stay. The token of
 * a managed identity is asked for once for all tenants that are given the same `env`.
 *
 * @throws FleetError `missingVariable` where a variable that the file names is not set, naming it and the tenant;
 *   CredentialError where the managed identity gives no token; GraphError where the cloud cannot be looked up.
 */
export async function environmentOf(
  { name, tenantId, credential }: SignedIn,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<CredentialEnvironment> {
  if (credential.kind === "environment") {
    return { ARM_TENANT_ID: tenantId };
  }
  const others = Object.keys(env).filter((variable) => variable.startsWith("ARM_") && !kept.has(variable));
  return {
    ...Object.fromEntries(others.map((variable) => [variable, undefined])),
    ARM_TENANT_ID: tenantId,
    ARM_CLIENT_ID: credential.clientId,
    ...(await proofOf(credential, name, env, signal)),
  };
}

/**
 * The settings by which one tenant is signed in to without an engine. They are read from the same variables that the engine's
 * providers get.
 *
 * @throws as environmentOf; CredentialSettingsError where a variable holds what cannot be right.
 */
export async function credentialSettingsOf(
  tenant: SignedIn,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<CredentialSettings> {
  return readCredentialSettings({ ...env, ...(await environmentOf(tenant, env, signal)) });
}

/**
 * An environment without the secrets that the fleet's file names by their variables, those of every tenant and webhook: what a
 * tenant's engine runs, a policy pack for example, is not to have what is meant for others. ARM_* variables are environmentOf's; and
 * one that Pulumi itself reads for the state's backend and its key stays, whatever else it is used for.
 */
export function withoutSecretsOf(
  { tenants, webhooks }: Pick<Fleet, "tenants" | "webhooks">,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const named = new Set([
    "TEMPORAL_API_KEY",
    ...tenants.flatMap(({ credential }) => variablesOf(credential)),
    ...webhooks.map(({ urlVariable }) => urlVariable),
  ]);
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => readByPulumi.test(name) || !named.has(name)),
  );
}

const readByPulumi = /^(?:ARM|AWS|AZURE|GOOGLE|PULUMI)_/;

function variablesOf(credential: FleetCredential): readonly (string | undefined)[] {
  switch (credential.kind) {
    case "clientSecret":
      return [credential.secretVariable];
    case "certificate":
      return [credential.passwordVariable];
    default:
      return [];
  }
}

const kept: ReadonlySet<string> = new Set([
  "ARM_ENVIRONMENT",
  "ARM_METADATA_HOSTNAME",
  "ARM_SUBSCRIPTION_ID",
]);

type Application = Exclude<FleetCredential, { kind: "environment" }>;

async function proofOf(
  credential: Application,
  tenant: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<CredentialEnvironment> {
  switch (credential.kind) {
    case "clientSecret":
      return { ARM_CLIENT_SECRET: givenBy(credential.secretVariable, "client secret", tenant, env) };
    case "certificate":
      return {
        ARM_CLIENT_CERTIFICATE_PATH: givenBy(credential.pathVariable, "certificate's path", tenant, env),
        ...(credential.passwordVariable !== undefined && {
          ARM_CLIENT_CERTIFICATE_PASSWORD: givenBy(
            credential.passwordVariable,
            "certificate's password",
            tenant,
            env,
          ),
        }),
      };
    case "managedIdentity":
      return {
        ARM_USE_OIDC: "true",
        ARM_OIDC_TOKEN: await identityTokens(env).getToken(
          credential.identityClientId,
          fleetCloud(env),
          signal,
        ),
      };
  }
}

function givenBy(variable: string, what: string, tenant: string, env: NodeJS.ProcessEnv): string {
  const value = env[variable];
  if (value) {
    return value;
  }
  throw new FleetError({
    code: "missingVariable",
    message: `The variable ${variable}, which holds the ${what} for tenant ${tenant}, is not set.`,
    hint: `Set ${variable} where the command runs, and for each worker, or name another variable in the fleet's file.`,
  });
}
