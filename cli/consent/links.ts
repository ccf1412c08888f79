import { pinResetApps } from "../../domain/applications.ts";
import type { Cloud } from "../../graph/cloud-table.ts";

export type ConsentLink = { readonly app: string; readonly url: string };

/** The directory's own API, Azure AD Graph, by application ID. */
const directory = "00000002-0000-0000-c000-000000000000";

type Resources = { readonly directory: string; readonly service: string };

/** As Microsoft documents them, by addresses of the global cloud. */
const documented: Resources = {
  directory: "https://graph.windows.net",
  service: "https://cred.microsoft.com/",
};

/** The same by application ID, which does not change from cloud to cloud. */
const anywhere: Resources = { directory, service: pinResetApps.service };

/**
 * The two admin-consent links of the PIN reset service, the service's first. `tenant` is a tenant's id or domain,
 * or `common` for the tenant of the user who signs in. Microsoft documents those of the global cloud alone; for any other
 * they sign in there, and name no host of the global cloud but where the browser ends, which is part of the
 * applications' own registration.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset
 */
export function consentLinks(cloud: Pick<Cloud, "login" | "name">, tenant: string): ConsentLink[] {
  const resources = cloud.name === "public" ? documented : anywhere;
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
      url: link(service, resources.directory, "https://cred.microsoft.com"),
    },
    {
      app: "Microsoft Pin Reset Client Production",
      url: link(client, resources.service, `ms-appx-web://Microsoft.AAD.BrokerPlugin/${client}`),
    },
  ];
}
