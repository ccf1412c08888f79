import type { TokenCredentialOptions } from "@azure/identity";
import { type NetworkFailure, networkFailure } from "../network.ts";
import { signInRequestMilliseconds, withLimit } from "./limits.ts";

/** The last thing that passed between a credential and its issuer: a response, or why there was none. */
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
 * went wrong (an untrusted certificate, an unknown tenant, a 503) by a sentence that names none of it. They also end a
 * request that gets no response in time, and every one once `signal` is aborted: MSAL itself waits for ever.
 */
export function observing(note: (exchange: Exchange) => void, signal?: AbortSignal): Policies {
  const sendRequest: Policies[number]["policy"]["sendRequest"] = async (request, next) => {
    const host = new URL(request.url).host;
    const own = request.abortSignal;
    const asked = own instanceof AbortSignal ? own : undefined;
    const limit = withLimit(signInRequestMilliseconds, signal);
    request.abortSignal = asked ? AbortSignal.any([asked, limit]) : limit;
    try {
      const response = await next(request);
      const { status, headers, bodyAsText } = response;
      note({ host, status, retryAfter: headers.get("retry-after"), body: bodyAsText ?? "" });
      return response;
    } catch (error) {
      // The pipeline says of any signal that the request was aborted: that it took too long is what matters.
      note({ host, failure: networkFailure(limit.aborted ? limit.reason : error) });
      throw error;
    }
  };
  return [{ position: "perRetry", policy: { name: "observing", sendRequest } }];
}
