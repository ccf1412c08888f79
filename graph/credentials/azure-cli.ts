import { defineWay } from "./way.ts";

/** https://learn.microsoft.com/cli/azure/account#az-account-get-access-token */
export const azureCli = defineWay({
  name: "Azure CLI",
  needs: [],
  asked: (settings) => settings.useCli === true,
  hint: "Install Azure CLI (https://aka.ms/azure-cli) and sign in with `az login`.",
  open: async ({ tenantId }, { identity }) => new identity.AzureCliCredential(tenantId ? { tenantId } : {}),
});
