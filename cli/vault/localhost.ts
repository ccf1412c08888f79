import { lookup } from "node:dns";
import { Agent } from "node:https";
import type { SecretClientOptions } from "@azure/keyvault-secrets";

type Policy = NonNullable<SecretClientOptions["additionalPolicies"]>[number];

/**
 * Names under `.localhost` mean this machine, on every machine: not all resolvers know, and a vault's name is a
 * host's name. Source: https://www.rfc-editor.org/rfc/rfc6761#section-6.3
 */
export const localhostStaysHere: Policy = {
  position: "perRetry",
  policy: {
    name: "localhostStaysHere",
    sendRequest(request, next) {
      if (new URL(request.url).hostname.endsWith(".localhost")) {
        request.agent = loopback;
      }
      return next(request);
    },
  },
};

const loopback = new Agent({
  keepAlive: true,
  lookup: (_name, options, callback) => lookup("localhost", options, callback),
});
