import { untilAborted } from "./abort.ts";
import { resolveCloud } from "./clouds.ts";
import { loadIdentity } from "./credentials/identity.ts";
import { tenantOfToken } from "./credentials/token-tenant.ts";
import { cancelled } from "./errors.ts";
import { memoize } from "./memoize.ts";
import type { Travel } from "./middleware/call.ts";
import { asChangeResponse } from "./middleware/write-with-reads.ts";
import type { Graph, GraphOptions, GraphRequest } from "./request.ts";
import { retryPolicy } from "./retry.ts";

export type { ChangeResponse, Graph, GraphOptions, GraphVersion } from "./request.ts";

/**
 * Microsoft Graph as the credential settings reach it. Nothing is loaded, looked up or asked for before the first
 * call; what is wrong with the settings is thrown then, as CredentialError or GraphError.
 */
export function createGraph({
  credentials,
  userAgent,
  accept,
  retryTimeoutSeconds,
  onWait,
  cloud: known,
  signal,
}: GraphOptions): Graph {
  const policy = retryPolicy({ timeoutSeconds: retryTimeoutSeconds, onWait });
  const cloud = memoize(async () => {
    const found = await (known?.() ?? resolveCloud(credentials, signal, policy));
    accept?.(found);
    return found;
  });
  const connection = memoize(async () => {
    const { chooseCredential } = await import("./credentials/choose.ts");
    const source = chooseCredential(credentials, cloud, { signal });
    const [found, { connect }] = await Promise.all([cloud(), import("./connection.ts"), loadIdentity()]);
    return { source, send: connect({ cloud: found, source, policy, userAgent }) };
  });
  const exchange = async (request: GraphRequest, travel: Travel = {}) => {
    const { send } = await untilAborted(request.signal, connection()).catch((error: unknown) => {
      throw request.signal?.aborted ? cancelled(request) : error;
    });
    return send(request, travel);
  };
  return {
    send: (request) => exchange(request, { batchable: request.batchable === true }),
    read: (request) => exchange({ ...request, method: "GET" }, { batchable: true }),
    change: async ({ before, after, ...request }) =>
      asChangeResponse(await exchange(request, { before, after })),
    cloud,
    tenantId: async (signal) => {
      const { source } = await untilAborted(signal, connection());
      return tenantOfToken(await source.getToken(signal));
    },
  };
}
