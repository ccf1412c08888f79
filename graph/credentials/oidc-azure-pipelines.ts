import { z } from "zod";
import { requestIdToken } from "./id-token.ts";
import { defineMethod } from "./method.ts";

const apiVersion = "7.1";

const tokenResponse = z.object({ oidcToken: z.string().min(1) }).transform(({ oidcToken }) => oidcToken);

/** https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create */
export const oidcAzurePipelines = defineMethod({
  name: "OIDC, Azure Pipelines",
  needs: ["useOidc", "tenantId", "clientId", "oidcRequestUrl", "oidcRequestToken", "adoServiceConnectionId"],
  asked: (settings) => settings.useOidc === true,
  hint: "Check that the step maps SYSTEM_ACCESSTOKEN: $(System.AccessToken), and that the service connection is this app's.",
  open: async (settings, { identity, options, signal }) => {
    const { tenantId, clientId, oidcRequestUrl, oidcRequestToken, adoServiceConnectionId } = settings;
    const url = new URL(oidcRequestUrl);
    url.searchParams.set("api-version", apiVersion);
    url.searchParams.set("serviceConnectionId", adoServiceConnectionId);
    // Without this header Azure DevOps responds to a bad token with a redirect to its sign-in page.
    const headers = { "content-type": "application/json", "x-tfs-fedauthredirect": "Suppress" };
    const ask = () =>
      requestIdToken({
        url,
        method: "POST",
        token: oidcRequestToken,
        headers,
        response: tokenResponse,
        signal,
      });
    return new identity.ClientAssertionCredential(tenantId, clientId, ask, options);
  },
});
