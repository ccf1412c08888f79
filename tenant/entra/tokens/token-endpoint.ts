import { z } from "zod";
import type { Reply } from "../../http/message.ts";
import type { ServicePrincipal } from "../schemas.ts";
import type { AppCredentials, DirectoryCore } from "../state.ts";
import { issueAccessToken, serviceOf } from "./access-tokens.ts";
import { verifyClientAssertion } from "./client-assertion.ts";
import { EntraFault, entraReply, parameterMissing, unknownTenant } from "./errors.ts";
import { redeemed } from "./person-grants.ts";
import { unknownApp } from "./public-clients.ts";

const form = z.object({
  grant_type: z.string(),
  client_id: z.string(),
  client_secret: z.string().optional(),
  client_assertion: z.string().optional(),
  client_assertion_type: z.string().optional(),
  scope: z.string().optional(),
  resource: z.string().optional(),
});

type Form = z.output<typeof form>;

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * Serves `POST /{tenant}/oauth2/v2.0/token` (and the older `/oauth2/token`) for client credentials, and for a person's
 * sign-in.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export async function tokenReply(core: DirectoryCore, tenant: string, body: string): Promise<Reply> {
  try {
    return await grant(core, tenant, body);
  } catch (error) {
    if (error instanceof EntraFault) {
      return entraReply(error, core.origin, core.now());
    }
    throw error;
  }
}

/** Whether an address names this tenant: by its id or one of its domains. */
export function isThisTenant(core: DirectoryCore, tenant: string): boolean {
  const domains = core.state.organization.all().flatMap((organization) => organization.verifiedDomains);
  const names = domains.map((domain) => String(Reflect.get(Object(domain), "name")));
  return [core.state.tenantId, ...names].includes(tenant.toLowerCase());
}

/** Entra's response with an access token. */
async function accessTokenReply(
  core: DirectoryCore,
  principal: ServicePrincipal,
  resource: string,
): Promise<Reply> {
  const lifetime = core.state.settings.tokenLifetimeSeconds;
  return {
    status: 200,
    headers: { "cache-control": "no-store, no-cache", pragma: "no-cache" },
    body: {
      token_type: "Bearer",
      expires_in: lifetime,
      ext_expires_in: lifetime,
      access_token: await issueAccessToken(core, principal, resource),
    },
  };
}

async function grant(core: DirectoryCore, tenant: string, body: string): Promise<Reply> {
  if (!isThisTenant(core, tenant)) {
    throw unknownTenant(tenant);
  }
  const request = readForm(body);
  if (request.grant_type !== "client_credentials") {
    const reply = redeemed(core, request.grant_type, body);
    if (reply !== undefined) {
      return reply;
    }
    throw new EntraFault(
      400,
      "unsupported_grant_type",
      70003,
      `The app requested an unsupported grant type '${request.grant_type}'.`,
    );
  }
  const { credentials, principal } = findApp(core, request.client_id);
  await authenticate(core, credentials, request, tenant);
  if (principal.accountEnabled === false) {
    throw new EntraFault(
      401,
      "unauthorized_client",
      7000112,
      `Application '${principal.appId}'(${principal.displayName}) is disabled.`,
    );
  }
  return accessTokenReply(core, principal, resourceOf(core, request));
}

function readForm(body: string): Form {
  const read = form.safeParse(Object.fromEntries(new URLSearchParams(body)));
  if (read.success) {
    return read.data;
  }
  const missing = String(read.error.issues[0]?.path[0]);
  throw parameterMissing(missing);
}

function findApp(
  core: DirectoryCore,
  clientId: string,
): { credentials: AppCredentials; principal: ServicePrincipal } {
  const appId = clientId.toLowerCase();
  const credentials = core.state.appCredentials.get(appId) ?? core.home.appCredentials.get(appId);
  if (credentials === undefined) {
    throw unknownApp(core, clientId);
  }
  const principal = core.state.servicePrincipals.find((candidate) => candidate.appId === appId);
  if (principal === undefined) {
    throw new EntraFault(
      401,
      "invalid_client",
      7000229,
      `The client application ${clientId} is missing service principal in the tenant ${core.state.tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
    );
  }
  return { credentials, principal };
}

async function authenticate(
  core: DirectoryCore,
  app: AppCredentials,
  request: Form,
  tenant: string,
): Promise<void> {
  if (request.client_assertion !== undefined && request.client_assertion_type === assertionType) {
    await verifyClientAssertion(core, app, request.client_assertion, tenant);
    return;
  }
  if (request.client_secret === undefined) {
    throw new EntraFault(
      401,
      "invalid_client",
      7000216,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    );
  }
  if (!app.secrets.includes(request.client_secret)) {
    throw new EntraFault(
      401,
      "invalid_client",
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app.id}'.`,
    );
  }
}

function resourceOf(core: DirectoryCore, request: Form): string {
  if (request.resource === undefined && !request.scope?.endsWith("/.default")) {
    throw new EntraFault(
      400,
      "invalid_scope",
      1002012,
      `The provided value for scope ${request.scope ?? ""} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  const resource = (request.resource ?? request.scope ?? "").replace(/\/+\.default$/, "").replace(/\/+$/, "");
  if (serviceOf(core, resource) === undefined) {
    throw new EntraFault(
      400,
      "invalid_resource",
      500011,
      `The resource principal named ${resource} was not found in the tenant named ${core.state.tenantId}.`,
    );
  }
  return resource;
}
