import { type Message, pathOf, queryOf, type Reply } from "../../http/message.ts";
import type { ServicePrincipal } from "../schemas.ts";
import type { DirectoryCore } from "../state.ts";
import { issueAccessToken, serviceOf } from "./access-tokens.ts";

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
  if (serviceOf(core, resource) === undefined) {
    return {
      status: 400,
      body: refusal(
        "invalid_resource",
        `AADSTS500011: The resource principal named ${resource} was not found in the tenant.`,
      ),
    };
  }
  const principal = identityOf(core, query.get("client_id"));
  if (principal === undefined) {
    return { status: 400, body: refusal("invalid_request", "Identity not found") };
  }
  const lifetime = core.state.settings.tokenLifetimeSeconds;
  return {
    status: 200,
    body: {
      access_token: await issueAccessToken(core, principal, resource),
      client_id: principal.appId,
      expires_in: String(lifetime),
      expires_on: String(Math.floor(core.now() / 1000) + lifetime),
      not_before: String(Math.floor(core.now() / 1000)),
      resource,
      token_type: "Bearer",
    },
  };
}

/** The machine has the deploying app's rights: as a user-assigned identity of that client id, and as its only one. */
function identityOf(core: DirectoryCore, clientId: string | null): ServicePrincipal | undefined {
  const known = core.state.appCredentials.all().map((credentials) => credentials.id);
  const wanted = clientId ?? known[0];
  return core.state.servicePrincipals
    .all()
    .find((principal) => principal.appId === wanted && known.includes(principal.appId));
}

function refusal(error: string, description: string): unknown {
  return { error, error_description: description };
}
