import { setTimeout as pause } from "node:timers/promises";
import type { TokenCredentialOptions } from "@azure/identity";
import { z } from "zod";
import { json } from "../response.ts";

type Policy = NonNullable<TokenCredentialOptions["additionalPolicies"]>[number];

/** By so much more than before, in milliseconds, and for all that follows. */
const slower = 5000;

const refusal = z.looseObject({ error: z.string() });

/**
 * A policy for @azure/identity's pipeline: an issuer that answers `slow_down` while a person enters a device code is asked less
 * often from then on. MSAL takes it for the end of the sign-in; it is shown `authorization_pending`, later.
 * Source: https://www.rfc-editor.org/rfc/rfc8628#section-3.5
 *
 * @param wait Waits so many milliseconds.
 */
export function slowingDown(
  signal?: AbortSignal,
  wait: (milliseconds: number) => Promise<unknown> = (milliseconds) =>
    pause(milliseconds, undefined, signal ? { signal } : {}),
): Policy {
  let more = 0;
  const sendRequest: Policy["policy"]["sendRequest"] = async (request, next) => {
    const response = await next(request);
    const refused = asksForDeviceCode(request.body)
      ? refusal.safeParse(json(response.bodyAsText ?? "")).data
      : undefined;
    const isTooFast = refused?.error === "slow_down";
    more += isTooFast ? slower : 0;
    if (more > 0 && (isTooFast || refused?.error === pending)) {
      await wait(more);
    }
    return isTooFast ? { ...response, bodyAsText: JSON.stringify({ ...refused, error: pending }) } : response;
  };
  // Outside of what limits the time of a request.
  return { position: "perCall", policy: { name: "slowingDown", sendRequest } };
}

const pending = "authorization_pending";

function asksForDeviceCode(body: unknown): boolean {
  return (
    typeof body === "string" &&
    (new URLSearchParams(body).get("grant_type")?.endsWith("device_code") ?? false)
  );
}
