import { createHash } from "node:crypto";
import type { Tenant } from "../../tenant/server.ts";
import { type Answer, askForToken, send } from "./client.ts";

/** The proof key of the tests' sign-ins. */
const verifier = "a-verifier-of-the-tests-that-is-long-enough-for-rfc-7636";

/** What an application asks `/authorize` for; what is given replaces the usual. */
export function authorizeQuery(
  tenant: Tenant,
  clientId: string,
  changes: Record<string, string> = {},
): string {
  return new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    redirect_uri: "http://localhost:53682",
    scope: `${tenant.origin}/.default openid profile offline_access`,
    state: "the state",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...changes,
  }).toString();
}

/** Signs in on the page of `/authorize`, or cancels there. */
export function decide(tenant: Tenant, query: string, form: Record<string, string>): Promise<Answer> {
  const path = `/${tenant.state.tenantId}/oauth2/v2.0/authorize?${query}`;
  return send(tenant, "POST", path, { body: new URLSearchParams(form).toString() });
}

/** The parameters with which a sign-in goes back to the application. */
export function returned(answer: Answer): Record<string, string> {
  return Object.fromEntries(new URL(answer.headers.location ?? "").searchParams);
}

/** Redeems a code; what is given replaces the usual. */
export function redeem(
  tenant: Tenant,
  clientId: string,
  code: string,
  changes: Record<string, string> = {},
): Promise<Answer> {
  return askForToken(tenant, {
    grant_type: "authorization_code",
    client_id: clientId,
    client_secret: "",
    code,
    redirect_uri: "http://localhost:53682",
    code_verifier: verifier,
    ...changes,
  });
}

/** The token response of a person who signs in with the browser. */
export async function personSignsIn(tenant: Tenant, clientId: string, login: string): Promise<Answer> {
  const answer = await decide(tenant, authorizeQuery(tenant, clientId), { decision: "accept", login });
  return redeem(tenant, clientId, returned(answer).code ?? "");
}
