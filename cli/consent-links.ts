import { pinResetApps } from "../components/apps.ts";
import type { Cloud } from "../graph/clouds.ts";

export type ConsentLink = { readonly app: string; readonly url: string };

/**
 * The two admin-consent links of the PIN reset service, the service's first. `tenant` is a tenant's id or domain,
 * or `common` for the tenant of whoever signs in.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset
 */
export function consentLinks(cloud: Pick<Cloud, "login">, tenant: string): ConsentLink[] {
  const link = (clientId: string, resource: string, redirectUri: string) => {
    const url = new URL(`${cloud.login}/${tenant}/oauth2/authorize`);
    url.search = new URLSearchParams({
      response_type: "code",
      client_id: clientId,
      resource,
      redirect_uri: redirectUri,
      prompt: "admin_consent",
    }).toString();
    return url.href;
  };
  const { service, client } = pinResetApps;
  return [
    {
      app: "Microsoft Pin Reset Service Production",
      url: link(service, "https://graph.windows.net", "https://cred.microsoft.com"),
    },
    {
      app: "Microsoft Pin Reset Client Production",
      url: link(client, "https://cred.microsoft.com/", `ms-appx-web://Microsoft.AAD.BrokerPlugin/${client}`),
    },
  ];
}
