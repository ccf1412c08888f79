import type { Cloud } from "../cloud-table.ts";
import { azureCli } from "./azure-cli.ts";
import { clientCertificate } from "./client-certificate.ts";
import { clientSecret } from "./client-secret.ts";
import { CredentialError } from "./errors.ts";
import { managedIdentity } from "./managed-identity.ts";
import type { CredentialMethod } from "./method.ts";
import { oidcAzurePipelines } from "./oidc-azure-pipelines.ts";
import { oidcGitHub } from "./oidc-github.ts";
import { oidcToken } from "./oidc-token.ts";
import { oidcTokenFile } from "./oidc-token-file.ts";
import { personSignIn } from "./person-sign-in.ts";
import { type CredentialKey, type CredentialSettings, credentialVariables } from "./settings.ts";
import { type AccessTokenSource, accessTokenSource, type TokenResource } from "./source.ts";

/** In the order in which the azuread provider tries them, so that both sign in as the same principal. */
const ways: readonly CredentialMethod[] = [
  clientCertificate,
  clientSecret,
  oidcToken,
  oidcTokenFile,
  oidcAzurePipelines,
  oidcGitHub,
  managedIdentity,
];

/** What tokens are for, Microsoft Graph unless given; and the signal that ends a sign-in under way once it is aborted. */
type TokenOptions = { resource?: TokenResource; signal?: AbortSignal | undefined };

/**
 * The credential that the settings give: the first way with all its settings; where none is asked for the person who
 * signed in, and without one Azure CLI. Its tokens are for Microsoft Graph unless `resource` names another. `cloud` is asked for at the first token.
 *
 * @throws CredentialError (incomplete), listing each way and what it lacks.
 */
export function chooseCredential(
  settings: CredentialSettings,
  cloud: () => Promise<Cloud>,
  { resource = ({ graph }) => graph, signal }: TokenOptions = {},
): AccessTokenSource {
  for (const way of candidates(settings)) {
    if (way.lacks(settings).length === 0) {
      return accessTokenSource({ way, settings, cloud, resource, signal });
    }
  }
  const asked = ways.filter((way) => way.asked(settings));
  throw new CredentialError({
    code: "incomplete",
    message: "No way to sign in has all its settings.",
    hint: listOf(asked.length > 0 ? asked : ways, settings),
  });
}

function candidates(settings: CredentialSettings): CredentialMethod[] {
  const asked = ways.filter((way) => way.asked(settings));
  if (azureCli.asked(settings)) {
    return [...asked, azureCli];
  }
  if (asked.length === 0 && personSignIn.asked(settings)) {
    return [personSignIn];
  }
  const byDefault = asked.length === 0 && settings.useCli === undefined;
  return byDefault ? [{ ...azureCli, hint: `${azureCli.hint}\n${listOf(ways, settings)}` }] : asked;
}

function listOf(listed: readonly CredentialMethod[], settings: CredentialSettings): string {
  const lines = listed.map((way) => `  ${way.name}: ${lacks(way, settings)}`);
  return [listTitle, ...lines, cliLine].join("\n");
}

const listTitle = "Give what one of these lacks, in the provider's config or as a variable:";
const cliLine = "  Azure CLI: useCli (ARM_USE_CLI=true), after `az login`";

function lacks(way: CredentialMethod, settings: CredentialSettings): string {
  return way.lacks(settings).map(variableOf).join(", ");
}

function variableOf(key: CredentialKey): string {
  const [variable] = credentialVariables[key];
  return flags.has(key) ? `${key} (${variable}=true)` : `${key} (${variable})`;
}

const flags = new Set<CredentialKey>(["useOidc", "useMsi"]);
