import type { AccessToken } from "@azure/identity";
import { endingChildren } from "./children.ts";
import { azureCliMilliseconds, withLimit } from "./limits.ts";
import { defineMethod } from "./method.ts";

/** https://learn.microsoft.com/cli/azure/account#az-account-get-access-token */
export const azureCli = defineMethod({
  name: "Azure CLI",
  needs: [],
  asked: (settings) => settings.useCli === true,
  hint: "Install Azure CLI (https://aka.ms/azure-cli) and sign in with `az login`.",
  open: async ({ tenantId }, { identity, signal }) => {
    const credential = new identity.AzureCliCredential(tenantId ? { tenantId } : {});
    return { getToken: (scopes) => inTime(async () => await credential.getToken(scopes), signal) };
  },
});

async function inTime(
  ask: () => Promise<AccessToken>,
  signal: AbortSignal | undefined,
): Promise<AccessToken> {
  const limit = withLimit(azureCliMilliseconds, signal);
  try {
    return await endingChildren(limit, "get-access-token", ask);
  } catch (error) {
    if (!limit.aborted || signal?.aborted) {
      throw error;
    }
    throw new Error(`az account get-access-token gave no token within ${azureCliMilliseconds / 1000} s`);
  }
}
