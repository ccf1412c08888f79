import { z } from "zod";
import { requestIdToken } from "./id-token.ts";
import { defineMethod } from "./method.ts";

const audience = "api://AzureADTokenExchange";

const tokenResponse = z.object({ value: z.string().min(1) }).transform(({ value }) => value);

/** https://docs.github.com/actions/reference/security/oidc */
export const oidcGitHub = defineMethod({
  name: "OIDC, GitHub Actions",
  needs: ["useOidc", "tenantId", "clientId", "oidcRequestUrl", "oidcRequestToken"],
  asked: (settings) => settings.useOidc === true,
  hint: "Check that the job has `permissions: id-token: write`, and the app registration a federated credential for it.",
  open: async ({ tenantId, clientId, oidcRequestUrl, oidcRequestToken }, issuer) => {
    const { identity, options, signal } = issuer;
    const url = new URL(oidcRequestUrl);
    url.searchParams.set("audience", audience);
    const ask = () =>
      requestIdToken({
        url,
        method: "GET",
        token: oidcRequestToken,
        headers: {},
        response: tokenResponse,
        signal,
      });
    return new identity.ClientAssertionCredential(tenantId, clientId, ask, options);
  },
});
