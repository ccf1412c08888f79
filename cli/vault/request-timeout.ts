import type { SecretClientOptions } from "@azure/keyvault-secrets";

type Policy = NonNullable<SecretClientOptions["additionalPolicies"]>[number];

/** Ends each request of an Azure client that has no response within so many milliseconds, with a TimeoutError. */
export function requestTimeout(milliseconds: number): Policy {
  return {
    position: "perRetry",
    policy: {
      name: "requestTimeout",
      async sendRequest(request, next) {
        const limit = AbortSignal.timeout(milliseconds);
        const asked = request.abortSignal;
        const signals = asked instanceof AbortSignal ? [asked, limit] : [limit];
        request.abortSignal = AbortSignal.any(signals);
        try {
          return await next(request);
        } catch (error) {
          // The pipeline says of any signal that the request was aborted.
          throw limit.aborted ? limit.reason : error;
        } finally {
          if (asked) {
            request.abortSignal = asked;
          } else {
            delete request.abortSignal;
          }
        }
      },
    },
  };
}
