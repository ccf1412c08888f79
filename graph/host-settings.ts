import type { CredentialKey, CredentialSettings } from "./settings.ts";

type HostKey = "metadataHost" | "oidcRequestUrl";

/** Credentials that are a setting's own text. All others are this machine's: a file, an identity, `az`. */
const ownText = ["clientSecret", "oidcToken", "oidcRequestToken"] as const;

const ofThisMachine = ["clientCertificatePath", "oidcTokenFilePath", "useMsi", "useCli"] as const;

/**
 * The settings that name a host which a credential of this machine would be sent to, although that host is not this
 * machine's choice: a provider's settings come from the stack's configuration and its state, and whoever may write those
 * must not get a secret that the environment holds. `variables` are the settings that the environment gives, `overrides`
 * the provider's own.
 */
export function hostsNotOfThisMachine(
  variables: Partial<Record<CredentialKey, string>>,
  overrides: Partial<CredentialSettings>,
): HostKey[] {
  const isForeign = (key: HostKey) => overrides[key] !== undefined && overrides[key] !== variables[key];
  const tokenIsOwn = overrides.oidcRequestToken !== undefined || variables.oidcRequestToken === undefined;
  const hosts: HostKey[] = [];
  if (isForeign("metadataHost") && !isOwnCredential(variables, overrides)) hosts.push("metadataHost");
  if (isForeign("oidcRequestUrl") && !tokenIsOwn) hosts.push("oidcRequestUrl");
  return hosts;
}

/** Whether the settings hold the credential itself, and none of this machine's could be taken in its place. */
function isOwnCredential(
  variables: Partial<Record<CredentialKey, string>>,
  overrides: Partial<CredentialSettings>,
): boolean {
  const isOff = (value: unknown) => value === undefined || value === false || value === "false";
  return (
    ownText.some((key) => overrides[key] !== undefined) &&
    ownText.every((key) => overrides[key] !== undefined || variables[key] === undefined) &&
    ofThisMachine.every((key) => isOff(overrides[key] ?? variables[key]))
  );
}
