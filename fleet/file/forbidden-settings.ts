import { credentialVariables } from "../../graph/credentials/settings.ts";
import type { Found, Path } from "./issues.ts";

/** The settings of providers that say which cloud it is. All other settings of credentialVariables sign in. */
const cloudSettings: ReadonlySet<string> = new Set(["environment", "metadataHost"]);

/**
 * What signs in, among the settings of every provider of this project. The last are azuread's and azure-native's alone:
 * https://www.pulumi.com/registry/packages/azuread/installation-configuration/
 */
const credentialSettings: ReadonlySet<string> = new Set([
  ...Object.keys(credentialVariables).filter((key) => !cloudSettings.has(key)),
  "auxiliaryTenantIds",
  "clientCertificate",
  "clientIdFilePath",
  "clientSecretFilePath",
  "msiEndpoint",
  "useAksWorkloadIdentity",
]);

const signingIn: ReadonlySet<string> = new Set(["intune", "azuread", "azure-native"]);

/**
 * Settings that must not stand in a fleet's file: secrets, credentials, and the tenant's ID, which is the tenant's own.
 *
 * @param entries The settings by whole key, each with its path in the file.
 */
export function forbiddenSettings(
  entries: ReadonlyMap<string, { readonly path: Path; readonly value: unknown }>,
  project: string,
): Found[] {
  return [...entries].flatMap(([key, { path, value }]) => {
    const reason = reasonAgainst(key, project);
    return reason === undefined ? securePaths(value, path).map(encrypted) : [{ path, message: reason }];
  });
}

function reasonAgainst(key: string, project: string): string | undefined {
  const [namespace = "", ...rest] = key.split(":");
  const name = rest.join(":");
  if (namespace === project) {
    return name === "tenantId" ? "is the tenant's own tenantId in every stack: remove it" : undefined;
  }
  if (signingIn.has(namespace)) {
    return credentialSettings.has(name)
      ? "signs in, which belongs under credential: a secret must not stand in this file"
      : undefined;
  }
  return /secret|password|passphrase|token|credential|private-?key|api-?key/i.test(name)
    ? `looks like a secret, which must not stand in this file: ${ownFile}`
    : undefined;
}

const ownFile = "set it for its stack, with `pulumi config set --secret`";

function encrypted(path: Path): Found {
  return {
    path,
    message: `is encrypted for one stack, and this file is for all of them: ${ownFile}`,
  };
}

/** Where in a value Pulumi's encrypted values stand: https://www.pulumi.com/docs/iac/concepts/secrets/ */
export function securePaths(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => securePaths(item, [...path, index]));
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.hasOwn(value, "secure")
    ? [path]
    : Object.entries(value).flatMap(([key, item]) => securePaths(item, [...path, key]));
}
