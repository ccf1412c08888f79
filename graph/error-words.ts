import type { GraphErrorCode } from "./error-codes.ts";
import type { Permission } from "./permissions.ts";

/** What is said beside Graph's own words: what is wrong, and what to do. */
export type Words = { readonly reason?: string | undefined; readonly hint?: string | undefined };

/** What to say of a response that is not in Graph's form. */
export const notGraph = {
  reason: "The answer is not in Microsoft Graph's form.",
  hint: "A proxy or a sign-in page of the network may stand between: check HTTPS_PROXY and the network.",
} as const satisfies Words;

/** What to do about a response that is not 2xx, from `host`. */
export function explainResponse(
  details: { readonly code: GraphErrorCode; readonly permission?: Permission | undefined },
  response: Response,
  host: string,
): Words {
  const permission = details.permission && missingPermission(details.permission);
  if (details.code === "forbidden") {
    return { hint: permission ?? unknownPermission };
  }
  if (details.code === "conflict") {
    return { hint: "Run the same command again: it reads the tenant first." };
  }
  if (details.code === "rejected") {
    return { hint: refusedRequest };
  }
  if (details.code === "notFound") {
    return { hint: nothingThere };
  }
  if (details.code === "unexpectedResponse") {
    return notGraph;
  }
  if (details.code === "throttled") {
    return { hint: tooLong(response.headers.get("retry-after")) };
  }
  if (details.code === "unavailable") {
    return { hint: "Graph did not recover in the time allowed. Try again later." };
  }
  if (details.code !== "unauthorized") {
    return {};
  }
  const refused = `${host} did not accept the credential's token.`;
  const check = "Check this machine's clock, ARM_TENANT_ID, and that ARM_ENVIRONMENT is the tenant's cloud.";
  return { hint: `${refused} ${permission ? `If it is good: ${permission}` : check}` };
}

const unknownPermission =
  "Give the credential the permission for this call, which docs/permissions.md names, and consent to it; a user needs " +
  "a role in Intune, too.";

const refusedRequest =
  "Graph's own words say what it does not take: change that in the settings or the program.";

const nothingThere =
  "This tenant has nothing at that path. Check the id in it, and that the sign-in is to the tenant that has it.";

function missingPermission({ application, delegated }: Permission): string {
  return (
    `The credential lacks the Microsoft Graph permission ${application} (application) or ${delegated} (delegated).\n` +
    "Add it to the app registration, and have an administrator consent to it."
  );
}

function tooLong(retryAfter: string | null): string {
  const asked = retryAfter ? ` Graph asks to wait (Retry-After: ${retryAfter}).` : "";
  return `Too many requests, and no time left to wait.${asked} Try again later.`;
}
