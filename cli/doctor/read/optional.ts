import { GraphError } from "../../../graph/errors.ts";
import type { Fact } from "../finding.ts";
import { attempt } from "./attempt.ts";

/**
 * A read as a fact, as `attempt`, that tells a tenant without a licence from credentials without a permission.
 * @throws GraphError `cancelled`, and what is no failure of Graph or the sign-in.
 */
export async function attemptOptional<Value>(read: () => Promise<Value>): Promise<Fact<Value>> {
  let isUnlicensed = false;
  const fact = await attempt(async () => {
    try {
      return await read();
    } catch (error) {
      isUnlicensed = error instanceof GraphError && error.graphCode === withoutLicense;
      throw error;
    }
  });
  return isUnlicensed ? unlicensed : fact;
}

/** Source: https://learn.microsoft.com/graph/known-issues */
const withoutLicense = "Authentication_RequestFromNonPremiumTenantOrB2CTenant";

const unlicensed: Fact<never> = {
  known: false,
  code: "noPremiumLicense",
  message: "The tenant has no Microsoft Entra ID P1 or P2, without which Graph gives no such report.",
  hint: "It is a licence that is missing: no permission helps.",
};

/** What follows from a fact by another read, which is made where the fact is known. */
export async function thenOptional<First, Second>(
  first: Fact<First>,
  read: (value: First) => Promise<Second>,
): Promise<Fact<Second>> {
  return first.known ? attemptOptional(() => read(first.value)) : first;
}
