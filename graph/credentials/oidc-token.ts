import { defineMethod } from "./method.ts";

/** https://learn.microsoft.com/entra/workload-id/workload-identity-federation */
export const oidcToken = defineMethod({
  name: "OIDC, a token",
  needs: ["useOidc", "tenantId", "clientId", "oidcToken"],
  asked: (settings) => settings.useOidc === true,
  hint: "Check that the app registration has a federated credential for this token's issuer, subject and audience.",
  open: async ({ tenantId, clientId, oidcToken }, { identity, options }) =>
    new identity.ClientAssertionCredential(tenantId, clientId, async () => oidcToken, options),
});
