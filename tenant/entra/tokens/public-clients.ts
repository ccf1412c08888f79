import type { Application, ServicePrincipal } from "../schemas.ts";
import type { DirectoryCore } from "../state.ts";
import { EntraFault } from "./errors.ts";

/** The registration of the application that asks for a person's sign-in. */
export function registrationOf(core: DirectoryCore, clientId: string): Application {
  const appId = clientId.toLowerCase();
  const own = core.state.applications.find((app) => app.appId === appId);
  const shared = core.home.applications.find((app) => app.appId === appId);
  const found = own ?? (shared?.signInAudience === "AzureADMyOrg" ? undefined : shared);
  if (found === undefined) {
    throw unknownApp(core, clientId);
  }
  return found;
}

/** The application's principal here. Without one, nobody consented to it. */
export function principalOfClient(core: DirectoryCore, app: Application): ServicePrincipal | undefined {
  return core.state.servicePrincipals.find((principal) => principal.appId === app.appId);
}

/** Entra's refusal of a client id that the tenant does not know. */
export function unknownApp({ state }: DirectoryCore, clientId: string): EntraFault {
  return new EntraFault(
    400,
    "unauthorized_client",
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${state.tenantId}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  );
}

/**
 * Checks a redirect URI. Those of `publicClient` and of `web` are compared as they are, but for the port of a loopback
 * address, which may be any.
 * Source: https://learn.microsoft.com/entra/identity-platform/reply-url#localhost-exceptions
 */
export function checkRedirect(app: Application, given: string): void {
  const registered = [...app.publicClient.redirectUris, ...app.web.redirectUris];
  if (!registered.some((uri) => sameRedirect(uri, given))) {
    throw new EntraFault(
      400,
      "invalid_request",
      50011,
      `The redirect URI '${given}' specified in the request does not match the redirect URIs configured for the application '${app.appId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.`,
    );
  }
}

/** Whether a client without a secret may redeem what was sent to a redirect URI: one of the platform "Mobile and desktop". */
export function needPublicRedirect(app: Application, redirectUri: string): void {
  const isPublic = app.publicClient.redirectUris.some((uri) => sameRedirect(uri, redirectUri));
  if (!isPublic && app.isFallbackPublicClient !== true) {
    throw needsSecret();
  }
}

/** Flows without a redirect URI take the application's word that it is a public client ("Allow public client flows"). */
export function needFallbackPublicClient(app: Application): void {
  if (app.isFallbackPublicClient !== true) {
    throw needsSecret();
  }
}

function needsSecret(): EntraFault {
  return new EntraFault(
    401,
    "invalid_client",
    7000218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  );
}

function sameRedirect(registered: string, given: string): boolean {
  if (!URL.canParse(registered) || !URL.canParse(given)) {
    return registered === given;
  }
  const [one, other] = [new URL(registered), new URL(given)];
  const isLoopback = one.protocol === "http:" && ["localhost", "127.0.0.1"].includes(one.hostname);
  if (isLoopback) {
    one.port = "";
    other.port = "";
  }
  return one.href === other.href;
}
