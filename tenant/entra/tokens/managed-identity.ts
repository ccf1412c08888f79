import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { type Message, pathOf, queryOf, type Reply } from "../../http/message.ts";
import type { ServicePrincipal } from "../schemas.ts";
import type { DirectoryCore } from "../state.ts";
import { issueAccessToken, serviceOf } from "./access-tokens.ts";
import { exchangeAudience, identityIssuer } from "./federation.ts";
import { signingKey } from "./keys.ts";

/** Where App Service tells its apps to ask (`IDENTITY_ENDPOINT`). */
export const appServicePath = "/msi/token";
const imdsPath = "/metadata/identity/oauth2/token";

/**
 * Serves the two local endpoints of managed identity, App Service's and the instance metadata service's.
 * Source: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export async function managedIdentityReply(core: DirectoryCore, message: Message): Promise<Reply> {
  const path = pathOf(message.target).replace(/\/$/, "");
  if (message.method !== "GET" || ![appServicePath, imdsPath].includes(path)) {
    return { status: 404, body: refusal("not_found", "There is nothing at this address.") };
  }
  if (path === appServicePath && message.headers["x-identity-header"] !== core.workload.identityHeader) {
    return {
      status: 401,
      body: refusal("unauthorized_client", "The X-IDENTITY-HEADER is missing or wrong."),
    };
  }
  if (path === imdsPath && message.headers.metadata?.toLowerCase() !== "true") {
    return { status: 400, body: refusal("bad_request_102", "Required metadata header not specified") };
  }
  return identityToken(core, queryOf(message.target));
}

async function identityToken(core: DirectoryCore, query: URLSearchParams): Promise<Reply> {
  const resource = (query.get("resource") ?? "").replace(/\/+$/, "");
  const isExchange = resource === exchangeAudience;
  if (!isExchange && serviceOf(core, resource) === undefined) {
    return {
      status: 400,
      body: refusal(
        "invalid_resource",
        `AADSTS500011: The resource principal named ${resource} was not found in the tenant.`,
      ),
    };
  }
  const principal = identityOf(core, query.get("client_id"), isExchange);
  if (principal === undefined) {
    return { status: 400, body: refusal("invalid_request", "Identity not found") };
  }
  const lifetime = core.state.settings.tokenLifetimeSeconds;
  return {
    status: 200,
    body: {
      access_token: isExchange
        ? await exchangeToken(core, principal)
        : await issueAccessToken(core, principal, resource),
      client_id: principal.appId,
      expires_in: String(lifetime),
      expires_on: String(Math.floor(core.now() / 1000) + lifetime),
      not_before: String(Math.floor(core.now() / 1000)),
      resource,
      token_type: "Bearer",
    },
  };
}

/**
 * What an identity shows in the place of a secret of an application that trusts it.
 * Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
async function exchangeToken(core: DirectoryCore, principal: ServicePrincipal): Promise<string> {
  const { tenantId, settings } = core.state;
  const key = await signingKey("entra");
  const seconds = Math.floor(core.now() / 1000);
  return new SignJWT({ azp: principal.appId, oid: principal.id, tid: tenantId, ver: "2.0" })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: key.kid })
    .setJti(randomUUID())
    .setIssuer(identityIssuer(core.origin, tenantId))
    .setSubject(principal.id)
    .setAudience(exchangeAudience)
    .setIssuedAt(seconds)
    .setNotBefore(seconds)
    .setExpirationTime(seconds + settings.tokenLifetimeSeconds)
    .sign(key.privateKey);
}

/**
 * The machine has the deploying app's rights: as a user-assigned identity of that client id, and as its only one. But
 * a token that is exchanged is a managed identity's own.
 */
function identityOf(
  core: DirectoryCore,
  clientId: string | null,
  isExchange: boolean,
): ServicePrincipal | undefined {
  const { appCredentials, servicePrincipals } = core.state;
  const known = appCredentials.all().map(({ id }) => id);
  return servicePrincipals
    .where(({ appId, servicePrincipalType }) =>
      isExchange ? servicePrincipalType === "ManagedIdentity" : known.includes(appId),
    )
    .find(({ appId }) => clientId === null || appId === clientId.toLowerCase());
}

function refusal(error: string, description: string): unknown {
  return { error, error_description: description };
}
