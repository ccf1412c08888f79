import type { Cloud } from "../../graph/cloud-table.ts";
import { chooseCredential } from "../../graph/credentials/choose.ts";
import type { AccessTokenSource } from "../../graph/credentials/source.ts";

/** The tokens of managed identities that Entra takes as an application's federated credential. */
type IdentityTokens = {
  /**
   * The token of the user-assigned identity with this client id, or of the machine's only one. The one at hand is returned
   * until it is about to expire.
   *
   * @throws CredentialError where the machine has no such identity.
   */
  getToken(
    clientId: string | undefined,
    cloud: () => Promise<Cloud>,
    signal: AbortSignal | undefined,
  ): Promise<string>;
};

const byEnvironment = new WeakMap<NodeJS.ProcessEnv, IdentityTokens>();

/** The tokens for those who have the same environment: it is what says whose machine, and which cloud it is. */
export function identityTokens(env: NodeJS.ProcessEnv): IdentityTokens {
  const known = byEnvironment.get(env) ?? createIdentityTokens();
  byEnvironment.set(env, known);
  return known;
}

function createIdentityTokens(): IdentityTokens {
  const sources = new Map<string | undefined, AccessTokenSource>();
  return {
    async getToken(clientId, cloud, signal) {
      const source =
        sources.get(clientId) ??
        // One token serves all tenants, so that the signal of one must not end the request.
        chooseCredential({ useMsi: true, clientId }, cloud, { resource: exchangeAudience });
      sources.set(clientId, source);
      return source.getToken(signal);
    },
  };
}

/**
 * What a managed identity's token must be for, so that Entra takes it as a federated credential. For a cloud without an
 * audience of its own in Microsoft's documentation it is the public cloud's.
 * Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export function exchangeAudience({ name }: Pick<Cloud, "name">): string {
  return audiences.get(name) ?? "api://AzureADTokenExchange";
}

const audiences: ReadonlyMap<Cloud["name"], string> = new Map([
  ["usgovernmentl4", "api://AzureADTokenExchangeUSGov"],
  ["usgovernmentl5", "api://AzureADTokenExchangeUSGov"],
  ["china", "api://AzureADTokenExchangeChina"],
]);
