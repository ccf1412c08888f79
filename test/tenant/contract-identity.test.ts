import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { evaluateBody, whatIfAnalysisResult } from "../../tenant/entra/conditional-access-schemas.ts";
import { domain, domainFederation } from "../../tenant/entra/domain-schemas.ts";
import {
  impactedResource,
  recommendation,
  signIn,
  userRegistrationDetails,
} from "../../tenant/entra/report-schemas.ts";
import { hasContract, type Published, publishedProperties, readContract } from "./published.ts";

const file = "beta-2/graph-2.schema.json";

const types: readonly (readonly [string, z.ZodObject])[] = [
  ["domain", domain],
  ["internalDomainFederation", domainFederation],
  ["signIn", signIn],
  ["userRegistrationDetails", userRegistrationDetails],
  ["recommendation", recommendation],
  ["impactedResource", impactedResource],
  ["whatIfAnalysisResult", whatIfAnalysisResult],
  ["conditionalAccess.evaluate.request", evaluateBody],
  ["signInConditions", evaluateBody.shape.signInConditions],
];

describe("the tenant's schemas of the identity reports and policies", () => {
  it.skipIf(!hasContract(file)).each(types)(
    "%s has just the properties that Graph publishes",
    (type, { shape }) => {
      expect(Object.keys(shape).sort()).toEqual(publishedProperties(readContract<Published>(file), type));
    },
  );

  it.skipIf(!hasContract(file))("take the published examples", () => {
    const evaluate = readContract<{ request: unknown; response: { value: unknown[] } }>(
      "beta-2/examples/evaluate.json",
    );
    expect(evaluateBody.safeParse(evaluate.request).error).toBeUndefined();
    expect(whatIfAnalysisResult.partial().safeParse(evaluate.response.value[0]).error).toBeUndefined();
    const row = readContract("beta-2/examples/sign-in-failure-row.json");
    expect(signIn.partial().safeParse(row).error).toBeUndefined();
    const registration = readContract("beta-2/examples/user-registration-details-row.json");
    expect(userRegistrationDetails.safeParse(registration).error).toBeUndefined();
  });
});
