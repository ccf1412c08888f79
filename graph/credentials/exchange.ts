import type { TokenCredentialOptions } from "@azure/identity";
import { type NetworkFailure, networkFailure } from "../network.ts";

/** The last thing that passed between a credential and its issuer: an answer, or why there was none. */
export type Exchange = {
  host: string;
  failure?: NetworkFailure | undefined;
  status?: number;
  retryAfter?: string | undefined;
  body?: string;
};

type Policies = NonNullable<TokenCredentialOptions["additionalPolicies"]>;

/**
 * Policies for @azure/identity's pipeline that tell `note` of each exchange. Needed because MSAL replaces what
 * went wrong (an untrusted certificate, an unknown tenant, a 503) by a sentence that names none of it.
 */
export function observing(note: (exchange: Exchange) => void): Policies {
  const sendRequest: Policies[number]["policy"]["sendRequest"] = async (request, next) => {
    const host = new URL(request.url).host;
    try {
      const response = await next(request);
      const { status, headers, bodyAsText } = response;
      note({ host, status, retryAfter: headers.get("retry-after"), body: bodyAsText ?? "" });
      return response;
    } catch (error) {
      note({ host, failure: networkFailure(error) });
      throw error;
    }
  };
  return [{ position: "perRetry", policy: { name: "observing", sendRequest } }];
}
