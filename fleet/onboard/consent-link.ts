import type { Cloud } from "../../graph/cloud-table.ts";
import type { FleetTenant } from "../fleet.ts";

export type ConsentLinkOptions = {
  readonly cloud: Pick<Cloud, "login" | "graph">;
  /** Where a tenant whose credential is the ARM_* variables has its application's id. */
  readonly env: NodeJS.ProcessEnv;
  /**
   * Where the browser ends: an address among the redirect URIs of the application's registration. By default it is the cloud's
   * page for applications without an address of their own.
   */
  readonly redirectUri?: string | undefined;
};

/**
 * The link by which an administrator of a tenant consents to the application permissions of the application that signs in to
 * it; undefined where the credential names none.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function consentLink(
  { name, tenantId, credential }: Pick<FleetTenant, "name" | "tenantId" | "credential">,
  { cloud, env, redirectUri = `${cloud.login}/common/oauth2/nativeclient` }: ConsentLinkOptions,
): string | undefined {
  const clientId = credential.kind === "environment" ? env.ARM_CLIENT_ID : credential.clientId;
  if (!clientId) {
    return undefined;
  }
  const url = new URL(`${cloud.login}/${tenantId}/v2.0/adminconsent`);
  url.search = new URLSearchParams({
    client_id: clientId,
    scope: `${cloud.graph}/.default`,
    redirect_uri: redirectUri,
    state: name,
  }).toString();
  return url.href;
}
