import { type Message, queryOf, type Reply } from "../http/message.ts";
import { consentToDeployer, deployerPermissions } from "../seed/apps.ts";
import type { DirectoryCore } from "./state.ts";
import { EntraFault, entraReply, unknownTenant } from "./tokens/errors.ts";
import { isThisTenant } from "./tokens/token-endpoint.ts";

/** What an administrator is asked to consent to, and where the browser goes then. */
type Request = { readonly redirect: URL; readonly state: string | null; readonly scope: string | null };

/**
 * Serves `/{tenant}/v2.0/adminconsent`: by GET the page that asks an administrator, who needs no session here; by POST,
 * with `decision=accept` or `decision=cancel`, the redirect with what was decided.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function adminConsentReply(core: DirectoryCore, message: Message, tenant: string): Reply {
  try {
    const request = requestOf(core, tenant, queryOf(message.target));
    if (message.method === "GET") {
      return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: page(core) };
    }
    const isAccepted = new URLSearchParams(message.body).get("decision") === "accept";
    if (isAccepted) {
      consentToDeployer(core.state);
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
  if (clientId.toLowerCase() !== core.state.ids.clientId) {
    throw new EntraFault(
      400,
      "unauthorized_client",
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${core.state.tenantId}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    );
  }
  const redirect = redirectOf(needed(query, "redirect_uri"), clientId);
  const scope = query.get("scope");
  if (scope !== null && !/^\S+\/\.default$/.test(scope)) {
    throw new EntraFault(400, "invalid_scope", 70011, `The provided value for scope ${scope} is not valid.`);
  }
  return { redirect, scope, state: query.get("state") };
}

function needed(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === "") {
    throw new EntraFault(
      400,
      "invalid_request",
      900144,
      `The request body must contain the following parameter: '${name}'.`,
    );
  }
  return value;
}

/** The application is registered with loopback addresses, and with the address of native clients of any cloud. */
function redirectOf(given: string, clientId: string): URL {
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

/** The form posts to the address that it was served at. */
function page({ state }: DirectoryCore): string {
  const permissions = deployerPermissions.map((permission) => `<li>${permission}</li>`).join("\n");
  return `<!doctype html>
<html lang="en">
<title>Permissions requested</title>
<h1>Permissions requested: review for your organization</h1>
<p>The application Deployment (${state.ids.clientId}) asks for these permissions in ${state.ids.organization} (${state.tenantId}):</p>
<ul>
${permissions}
</ul>
<form method="post">
<button name="decision" value="accept">Accept</button>
<button name="decision" value="cancel">Cancel</button>
</form>
</html>
`;
}
