import type { Cloud } from "../cloud-table.ts";

/**
 * Where an administrator consents, for the whole tenant, to what an application's registration asks for. Without a
 * registered page of its own, the browser ends at an address of this machine that nothing listens at.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function adminConsentLink(
  { login, graph }: Pick<Cloud, "login" | "graph">,
  tenant: string,
  clientId: string,
): string {
  const url = new URL(`${login}/${tenant}/v2.0/adminconsent`);
  url.search = new URLSearchParams({
    client_id: clientId,
    scope: `${graph}/.default`,
    redirect_uri: loopbackRedirect,
  }).toString();
  return url.href;
}

/** The redirect URI of an application that people sign in to from a command line; any port of it is taken. */
export const loopbackRedirect = "http://localhost";
