import { defineMethod } from "./method.ts";

/** https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview */
export const managedIdentity = defineMethod({
  name: "managed identity",
  needs: ["useMsi"],
  asked: (settings) => settings.useMsi === true,
  hint:
    "A managed identity is there only on a machine in Azure that has one; a user-assigned one needs its client ID " +
    "in clientId (ARM_CLIENT_ID).",
  open: async ({ clientId }, { identity, options }) => {
    // An instance's metadata service may need longer than one attempt: here the library repeats by itself.
    const { retryOptions: _, ...rest } = options;
    return clientId
      ? new identity.ManagedIdentityCredential({ clientId, ...rest })
      : new identity.ManagedIdentityCredential(rest);
  },
});
