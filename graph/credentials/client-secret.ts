import { defineMethod } from "./method.ts";

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
export const clientSecret = defineMethod({
  name: "client secret",
  needs: ["tenantId", "clientId", "clientSecret"],
  asked: (settings) => settings.clientSecret !== undefined,
  hint: "Check tenantId (ARM_TENANT_ID), clientId (ARM_CLIENT_ID) and clientSecret (ARM_CLIENT_SECRET).",
  open: async ({ tenantId, clientId, clientSecret }, { identity, options }) =>
    new identity.ClientSecretCredential(tenantId, clientId, clientSecret, options),
});
