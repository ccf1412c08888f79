import http from "node:http";
import https from "node:https";
import type { TokenCredentialOptions } from "@azure/identity";
import { ExplainedError } from "../text/explained-error.ts";
import type { GraphErrorCode } from "./error-codes.ts";

type Policy = NonNullable<TokenCredentialOptions["additionalPolicies"]>[number];

/** Go never goes through a proxy to these. */
const thisMachine = ["localhost", "127.0.0.1", "::1", "[::1]"];

/**
 * Lets all that this process asks for over HTTPS go through the proxy that the environment names, by the rules of Go's
 * `net/http`, which Pulumi and its plugins follow: HTTPS_PROXY, and NO_PROXY for what is reached without it, in upper or
 * lower case, the upper first; never for this machine. HTTP_PROXY counts for `http:` addresses alone, and so for none
 * here. Before Node.js 24.14 it does nothing: there, NODE_USE_ENV_PROXY=1 lets Node.js follow the variables itself.
 * Source: https://pkg.go.dev/golang.org/x/net/http/httpproxy#FromEnvironment
 *
 * @param env Where the variables are read.
 * @returns Puts back what was before.
 * @throws Error that names the variable, where its value is no address of an http or https proxy.
 */
export function followProxyVariables(env: NodeJS.ProcessEnv = process.env): () => void {
  const name = env.HTTPS_PROXY ? "HTTPS_PROXY" : "https_proxy";
  const given = env[name];
  const exceptions = exceptionsIn(env.NO_PROXY || env.no_proxy || "");
  if (!given || exceptions === undefined) {
    return () => undefined;
  }
  const proxy = proxyAddress(name, given);
  // The Azure SDK reads the variable as well, and fails where Go puts in the scheme.
  env[name] = proxy;
  const noProxy = [...thisMachine, ...exceptions].join(",");
  const followed = { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: noProxy, no_proxy: noProxy };
  // Node.js before 24.14 does not have it.
  return http.setGlobalProxyFromEnv?.(followed) ?? (() => undefined);
}

/** As Node.js wants them; undefined where nothing goes through the proxy. */
function exceptionsIn(noProxy: string): string[] | undefined {
  const entries = noProxy.split(",").map((entry) => entry.trim().toLowerCase().replace(/:443$/, ""));
  if (entries.includes("*")) {
    return undefined;
  }
  // For Go, a name stands for all names below it, too; for Node.js, for itself alone.
  return entries.filter(Boolean).flatMap((entry) => (/^[.*]/.test(entry) ? [entry] : [entry, `.${entry}`]));
}

function proxyAddress(name: string, given: string): string {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) {
    return address;
  }
  // The value may hold a password.
  throw new ExplainedError<GraphErrorCode>({
    code: "badProxy",
    message: `${name} does not name a proxy that Node.js can use.`,
    hint: `Set ${name} to the address of an HTTP proxy, such as http://proxy.contoso.com:3128.`,
  });
}

/** Lets a client of the Azure SDK go where `fetch` goes: by itself it reads the proxy variables by other rules. */
export const followingFetch: Policy = {
  position: "perRetry",
  policy: {
    name: "followingFetch",
    sendRequest: (request, next) => {
      // Agents of its own are what the SDK's own policy has set.
      const { globalAgent } = request.url.startsWith("https:") ? https : http;
      request.agent = globalAgent;
      return next(request);
    },
  },
};
