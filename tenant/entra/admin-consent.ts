import { type Message, queryOf, type Reply } from "../http/message.ts";
import { consentToDeployer, deployerPermissions } from "../seed/apps.ts";
import { consentToApp } from "../seed/consented-app.ts";
import type { Application } from "./schemas.ts";
import type { DirectoryCore } from "./state.ts";
import { EntraFault, entraReply, parameterMissing, unknownTenant } from "./tokens/errors.ts";
import { escaped, htmlReply } from "./tokens/pages.ts";
import { checkRedirect, registrationOf } from "./tokens/public-clients.ts";
import { isThisTenant } from "./tokens/token-endpoint.ts";

/** What an administrator is asked to consent to, and where the browser goes then. */
type Request = {
  /** Undefined: the deploying app, which a tenant may know without a registration of its own. */
  readonly app: Application | undefined;
  readonly redirect: URL;
  readonly state: string | null;
  readonly scope: string | null;
};

/**
 * Serves `/{tenant}/v2.0/adminconsent`: by GET the page that asks an administrator, who needs no session here; by POST,
 * with `decision=accept` or `decision=cancel`, the redirect with what was decided.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function adminConsentReply(core: DirectoryCore, message: Message, tenant: string): Reply {
  try {
    const request = requestOf(core, tenant, queryOf(message.target));
    if (message.method === "GET") {
      return htmlReply("Permissions requested: review for your organization", page(core, request));
    }
    const isAccepted = new URLSearchParams(message.body).get("decision") === "accept";
    if (isAccepted) {
      consent(core, request);
    }
    return { status: 302, headers: { location: locationAfter(core, request, isAccepted) } };
  } catch (error) {
    if (error instanceof EntraFault) {
      return entraReply(error, core.origin, core.now());
    }
    throw error;
  }
}

/** Where a browser ends that has no application of its own to go to. */
export const consentedPage: Reply = {
  status: 200,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: '<!doctype html>\n<html lang="en">\n<title>Done</title>\n<p>You can close this page.</p>\n</html>\n',
};

function requestOf(core: DirectoryCore, tenant: string, query: URLSearchParams): Request {
  if (!isThisTenant(core, tenant)) {
    throw unknownTenant(tenant);
  }
  const clientId = needed(query, "client_id");
  const isDeployer = clientId.toLowerCase() === core.state.ids.clientId;
  const app = isDeployer ? undefined : registrationOf(core, clientId);
  const redirect = redirectOf(needed(query, "redirect_uri"), clientId, app);
  const scope = query.get("scope");
  if (scope !== null && !/^\S+\/\.default$/.test(scope)) {
    throw new EntraFault(400, "invalid_scope", 70011, `The provided value for scope ${scope} is not valid.`);
  }
  return { app, redirect, scope, state: query.get("state") };
}

function needed(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === "") {
    throw parameterMissing(name);
  }
  return value;
}

/** The deploying app is registered with loopback addresses, and with the address of native clients of any cloud. */
function redirectOf(given: string, clientId: string, app: Application | undefined): URL {
  if (app !== undefined) {
    checkRedirect(app, given);
    return new URL(given);
  }
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isLoopback = url?.protocol === "http:" && ["localhost", "127.0.0.1"].includes(url.hostname);
  if (url === undefined || !(isLoopback || url.pathname === "/common/oauth2/nativeclient")) {
    throw new EntraFault(
      400,
      "invalid_request",
      50011,
      `The redirect URI '${given}' specified in the request does not match the redirect URIs configured for the application '${clientId}'.`,
    );
  }
  return url;
}

function locationAfter(core: DirectoryCore, request: Request, isAccepted: boolean): string {
  const { redirect, state, scope } = request;
  const query = isAccepted
    ? { ...(scope === null ? {} : { scope }) }
    : {
        error: "consent_required",
        error_description: "AADSTS65004: The resource owner or authorization server denied the request.",
      };
  const all = {
    admin_consent: "True",
    tenant: core.state.tenantId,
    ...query,
    ...(state === null ? {} : { state }),
  };
  for (const [name, value] of Object.entries(all)) {
    redirect.searchParams.set(name, value);
  }
  return redirect.href;
}

function consent(core: DirectoryCore, { app }: Request): void {
  if (app === undefined) {
    consentToDeployer(core.state);
  } else {
    consentToApp(core.state, app);
  }
}

/** The form posts to the address that it was served at. */
function page({ state }: DirectoryCore, { app }: Request): string {
  const name = app === undefined ? `Deployment (${state.ids.clientId})` : `${app.displayName} (${app.appId})`;
  const permissions = app === undefined ? deployerPermissions : permissionsOf(state, app);
  return `<p>The application ${escaped(name)} asks for these permissions in ${escaped(state.ids.organization)} (${state.tenantId}):</p>
<ul>
${permissions.map((permission) => `<li>${permission}</li>`).join("\n")}
</ul>
<form method="post">
<button name="decision" value="accept">Accept</button>
<button name="decision" value="cancel">Cancel</button>
</form>`;
}

function permissionsOf(state: DirectoryCore["state"], app: Application): string[] {
  return app.requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess }) => {
    const resource = state.servicePrincipals.find(({ appId }) => appId === resourceAppId);
    const known = [...(resource?.oauth2PermissionScopes ?? []), ...(resource?.appRoles ?? [])];
    return known
      .filter(({ id }) => resourceAccess.some((access) => access.id === id))
      .map(({ value }) => value ?? "");
  });
}
