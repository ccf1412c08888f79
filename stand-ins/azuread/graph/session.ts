import { z } from "zod";
import { type Settings, settingName } from "../settings.ts";
import { type Cloud, findCloud } from "./cloud.ts";
import { readCredential } from "./credential.ts";
import { fetchWithRetry, type Wait } from "./fetch.ts";

/** A sign-in: the cloud, the access token, and who it is for. */
export type Session = {
  readonly graph: string;
  readonly accessToken: string;
  /** Milliseconds since 1970 from which on a new token is needed. */
  readonly staleAt: number;
  readonly clientId: string;
  readonly objectId: string;
  readonly tenantId: string;
};

const tokenBody = z.object({ access_token: z.string(), expires_in: z.coerce.number() });
const tokenFailure = z.object({ error: z.string(), error_description: z.string().default("") });
const tokenClaims = z.object({ oid: z.string().default(""), tid: z.string().optional() });

/** A token is renewed before its end, so that no request travels with one that ends on the way. */
const marginSeconds = 300;

/** Signs in by the settings. Throws an error with Entra's own words that names the settings to look at. */
export async function signIn(settings: Settings, wait: Wait, signal: AbortSignal): Promise<Session> {
  const { tenantId } = settings;
  if (tenantId === undefined) {
    throw new Error(`azuread does not know which tenant to sign in to: set ${settingName("tenantId")}.`);
  }
  const cloud = await findCloud(settings, wait, signal);
  const credential = await readCredential(settings, wait, signal);
  const { access_token: accessToken, expires_in: lifetime } = await requestToken(
    cloud,
    tenantId,
    credential,
    wait,
    signal,
  );
  const claims = tokenClaims.parse(JSON.parse(payloadOf(accessToken)));
  return {
    graph: cloud.graph,
    accessToken,
    staleAt: Date.now() + 1000 * Math.max(lifetime - marginSeconds, lifetime / 2),
    clientId: credential.client_id ?? "",
    objectId: claims.oid,
    tenantId: claims.tid ?? tenantId,
  };
}

async function requestToken(
  cloud: Cloud,
  tenantId: string,
  credential: Readonly<Record<string, string>>,
  wait: Wait,
  signal: AbortSignal,
): Promise<z.output<typeof tokenBody>> {
  const form = { grant_type: "client_credentials", scope: `${cloud.graph}/.default`, ...credential };
  const { body } = await fetchWithRetry(
    {
      method: "POST",
      url: `${cloud.login}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
      body: new URLSearchParams(form),
      signal,
      setting: settingName("environment"),
    },
    wait,
  );
  const result = tokenBody.safeParse(body);
  if (result.success) {
    return result.data;
  }
  const failure = tokenFailure.safeParse(body);
  const said = failure.success
    ? `${failure.data.error}: ${firstLine(failure.data.error_description)}`
    : "no token";
  throw new Error(
    `Signing in to ${cloud.login} failed (${said}). Check ${settingName("tenantId")}, ` +
      `${settingName("clientId")} and ${settingName("clientSecret")} or the ARM_OIDC_ settings.`,
  );
}

/** Without the ids that Entra adds, and that would push the settings to look at off the end. */
function firstLine(text: string): string {
  return text.split(/\r?\n| Trace ID: /, 1)[0] ?? "";
}

function payloadOf(token: string): string {
  return Buffer.from(token.split(".")[1] ?? "", "base64url").toString() || "{}";
}
