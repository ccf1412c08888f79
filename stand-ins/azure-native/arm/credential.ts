import { readFile } from "node:fs/promises";
import type { TokenCredential } from "@azure/identity";
import { z } from "zod";
import { needSetting, type Settings, settingName } from "../settings.ts";

const exchangeAudience = "api://AzureADTokenExchange";

/**
 * The credential that the settings ask for: a client secret, or the ID token of a pipeline. `login` is the cloud's.
 * Throws an error that names the settings where they ask for another or for none.
 */
export async function readCredential(settings: Settings, login: string): Promise<TokenCredential> {
  const { ClientAssertionCredential, ClientSecretCredential } = await import("@azure/identity");
  const tenantId = needSetting(settings, "tenantId");
  const clientId = needSetting(settings, "clientId");
  const options = { authorityHost: login, disableInstanceDiscovery: true };
  if (settings.clientSecret !== undefined) {
    return new ClientSecretCredential(tenantId, clientId, settings.clientSecret, options);
  }
  if (settings.useOidc) {
    return new ClientAssertionCredential(tenantId, clientId, () => readIdToken(settings), options);
  }
  throw new Error(
    "This stand-in for the azure-native plugin signs in by client secret or ID token alone. " +
      `Set ${settingName("clientSecret")}; or ARM_USE_OIDC=true with ARM_OIDC_TOKEN, ARM_OIDC_TOKEN_FILE_PATH, or ` +
      "ARM_OIDC_REQUEST_URL and ARM_OIDC_REQUEST_TOKEN. " +
      "Any other way needs the published plugin: pulumi plugin install resource azure-native",
  );
}

async function readIdToken(settings: Settings): Promise<string> {
  const { oidcToken, oidcTokenFilePath } = settings;
  if (oidcToken !== undefined) {
    return oidcToken;
  }
  if (oidcTokenFilePath !== undefined) {
    return (await readFile(oidcTokenFilePath, "utf8")).trim();
  }
  const url = new URL(needSetting(settings, "oidcRequestUrl"));
  url.searchParams.set("audience", exchangeAudience);
  const authorization = `Bearer ${needSetting(settings, "oidcRequestToken")}`;
  const response = await fetch(url, { headers: { accept: "application/json", authorization } });
  const result = z.object({ value: z.string() }).safeParse(await response.json().catch(() => undefined));
  if (result.success) {
    return result.data.value;
  }
  throw new Error(
    `${settingName("oidcRequestUrl")} answered ${response.status}, and no ID token. ` +
      `Check it and ${settingName("oidcRequestToken")}.`,
  );
}
