import { readFile } from "node:fs/promises";
import { z } from "zod";
import { type Settings, settingName } from "../settings.ts";
import { fetchWithRetry, type Wait } from "./fetch.ts";

/** The form fields by which a client proves that it is who it says. */
type Proof = { readonly [field: string]: string };

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const exchangeAudience = "api://AzureADTokenExchange";

/**
 * The client that signs in, and its proof: a secret, or an ID token of a pipeline. Throws an error that lists the
 * settings where neither is given.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export async function readCredential(settings: Settings, wait: Wait, signal: AbortSignal): Promise<Proof> {
  const clientId = settings.clientId ?? (await readSettingFile(settings, "clientIdFilePath"));
  if (clientId === undefined) {
    throw new Error(`azuread does not know whom to sign in as: set ${settingName("clientId")}.`);
  }
  return { client_id: clientId, ...(await readProof(settings, wait, signal)) };
}

async function readProof(settings: Settings, wait: Wait, signal: AbortSignal): Promise<Proof> {
  const secret = settings.clientSecret ?? (await readSettingFile(settings, "clientSecretFilePath"));
  if (secret !== undefined) {
    return { client_secret: secret };
  }
  const assertion = settings.useOidc ? await readIdToken(settings, wait, signal) : undefined;
  if (assertion !== undefined) {
    return { client_assertion_type: assertionType, client_assertion: assertion };
  }
  throw new Error(
    "This stand-in for the azuread plugin signs in by client secret or ID token alone. " +
      `Set ${settingName("clientSecret")}; or ARM_USE_OIDC=true with ARM_OIDC_TOKEN, ARM_OIDC_TOKEN_FILE_PATH, or ` +
      "ARM_OIDC_REQUEST_URL and ARM_OIDC_REQUEST_TOKEN. " +
      "Any other way needs the published plugin: pulumi plugin install resource azuread",
  );
}

async function readIdToken(settings: Settings, wait: Wait, signal: AbortSignal): Promise<string | undefined> {
  if (settings.oidcToken !== undefined) {
    return settings.oidcToken;
  }
  if (settings.oidcTokenFilePath !== undefined) {
    return readSettingFile(settings, "oidcTokenFilePath");
  }
  const {
    oidcRequestUrl: url,
    oidcRequestToken: token,
    adoPipelineServiceConnectionId: connection,
  } = settings;
  if (url === undefined || token === undefined) {
    return undefined;
  }
  const request = connection === undefined ? requestOfGitHub(url) : requestOfAzurePipelines(url, connection);
  return requestIdToken(request, token, wait, signal);
}

type TokenRequest = { readonly method: string; readonly url: URL };

function requestOfGitHub(address: string): TokenRequest {
  const url = new URL(address);
  url.searchParams.set("audience", exchangeAudience);
  return { method: "GET", url };
}

/** Source: https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create */
function requestOfAzurePipelines(address: string, connection: string): TokenRequest {
  const url = new URL(address);
  url.searchParams.set("api-version", "7.1");
  url.searchParams.set("serviceConnectionId", connection);
  return { method: "POST", url };
}

async function requestIdToken(
  { method, url: { href: url } }: TokenRequest,
  token: string,
  wait: Wait,
  signal: AbortSignal,
): Promise<string> {
  const setting = settingName("oidcRequestUrl");
  const headers = { accept: "application/json", authorization: `Bearer ${token}` };
  const { status, body } = await fetchWithRetry({ method, url, headers, signal, setting }, wait);
  const result = z
    .union([
      z.object({ value: z.string() }).transform(({ value }) => value),
      z.object({ oidcToken: z.string() }).transform(({ oidcToken }) => oidcToken),
    ])
    .safeParse(body);
  if (result.success) {
    return result.data;
  }
  throw new Error(
    `${setting} answered ${status}, and no ID token. Check it and ${settingName("oidcRequestToken")}.`,
  );
}

type FileSetting = "clientIdFilePath" | "clientSecretFilePath" | "oidcTokenFilePath";

async function readSettingFile(settings: Settings, key: FileSetting): Promise<string | undefined> {
  const path = settings[key];
  if (path === undefined) {
    return undefined;
  }
  const content = await readFile(path, "utf8").catch(() => "");
  if (content.trim() !== "") {
    return content.trim();
  }
  throw new Error(`${settingName(key)} names ${path}, which is empty or cannot be read.`);
}
