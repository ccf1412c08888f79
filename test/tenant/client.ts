import { readFileSync } from "node:fs";
import https from "node:https";
import { text } from "node:stream/consumers";
import type { Tenant } from "../../tenant/server.ts";

/** An answer as it came over the wire; `body` is parsed JSON, or the text where it is none. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
};

/** JSON whose shape a test asserts; reading a member that is not there gives undefined. */
export type Json = { readonly [member: string]: Json } & readonly Json[];

/** Sends a request to a tenant, trusting its own authority alone. */
export function send(
  tenant: Tenant,
  method: string,
  path: string,
  options: { body?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ca = readFileSync(tenant.caFile, "utf8");
    const request = https.request(
      `${tenant.origin}${path}`,
      { method, ca, agent: false, headers: options.headers ?? {} },
      (response) => {
        const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
        text(response)
          .then((content) =>
            resolve({
              status: response.statusCode ?? 0,
              headers: Object.fromEntries(headers),
              body: parse(content),
            }),
          )
          .catch(reject);
      },
    );
    request.on("error", reject);
    request.end(options.body ?? "");
  });
}

/** Asks the token endpoint; what is given replaces the usual form of the deploying app. */
export function askForToken(
  tenant: Tenant,
  form: Record<string, string> = {},
  tenantId?: string,
): Promise<Answer> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: tenant.env.ARM_CLIENT_ID ?? "",
    client_secret: tenant.env.ARM_CLIENT_SECRET ?? "",
    scope: `${tenant.origin}/.default`,
    ...form,
  });
  return send(tenant, "POST", `/${tenantId ?? tenant.state.tenantId}/oauth2/v2.0/token`, {
    body: body.toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
}

/** A client of a tenant's Graph, signed in as the deploying app. */
export type GraphClient = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Signs in. */
export async function signIn(tenant: Tenant): Promise<GraphClient> {
  const { body: token } = await askForToken(tenant);
  return (method, path, body, headers = {}) =>
    send(tenant, method, path, {
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${token.access_token}`,
        "content-type": "application/json",
        ...headers,
      },
    });
}

/** The first key of a published key set. */
export async function firstKey(tenant: Tenant, uri: unknown): Promise<Record<string, unknown>> {
  const { body } = await send(tenant, "GET", String(uri).replace(tenant.origin, ""));
  return Object(new Map(Object.entries(body)).get("keys")?.[0]);
}

function parse(content: string): Json {
  try {
    return JSON.parse(content) as Json;
  } catch {
    return content as unknown as Json;
  }
}
