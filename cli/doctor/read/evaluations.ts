import { z } from "zod";
import { pinResetApps } from "../../../domain/applications.ts";
import type { AppliedPolicy, Evaluation } from "../reset-facts.ts";
import type { Reader } from "./principals.ts";

const evaluationSchema = z.looseObject({
  value: z.array(
    z.looseObject({
      id: z.string(),
      displayName: z.string().nullish(),
      state: z.string().nullish(),
      policyApplies: z.boolean().nullish(),
      grantControls: z
        .looseObject({
          operator: z.string().nullish(),
          builtInControls: z.array(z.string()).nullish(),
          authenticationStrength: z.looseObject({}).nullish(),
          termsOfUse: z.array(z.string()).nullish(),
          customAuthenticationFactors: z.array(z.string()).nullish(),
        })
        .nullish(),
    }),
  ),
});

/** A user, and whose device the user was chosen by. */
export type EvaluatedUser = { readonly id: string; readonly deviceName: string };

/**
 * What Conditional Access would do with a sign-in of a user to each application, on Windows.
 *
 * @throws GraphError, CredentialError, ZodError.
 * Source: https://learn.microsoft.com/graph/api/conditionalaccessroot-evaluate
 */
export function readEvaluations({ graph, signal }: Reader, user: EvaluatedUser): Promise<Evaluation[]> {
  const evaluations = (["client", "service"] as const).map(async (application) => {
    const answer = await graph.send({
      method: "POST",
      version: "v1.0",
      path: "/identity/conditionalAccess/evaluate",
      body: {
        signInIdentity: { "@odata.type": "#microsoft.graph.userSignIn", userId: user.id },
        signInContext: {
          "@odata.type": "#microsoft.graph.applicationContext",
          includeApplications: [pinResetApps[application]],
        },
        signInConditions: { devicePlatform: "windows", clientAppType: "mobileAppsAndDesktopClients" },
        appliedPoliciesOnly: true,
      },
      signal,
      // It changes nothing.
      repeatable: true,
      batchable: true,
    });
    const policies = evaluationSchema
      .parse(answer)
      .value.filter(({ policyApplies }) => policyApplies === true);
    return { application, deviceName: user.deviceName, policies: policies.map(appliedPolicy) };
  });
  return Promise.all(evaluations);
}

type Evaluated = z.output<typeof evaluationSchema>["value"][number];

function appliedPolicy({ id, displayName, state, grantControls }: Evaluated): AppliedPolicy {
  const controls = [
    ...(grantControls?.builtInControls ?? []),
    ...(grantControls?.authenticationStrength ? ["authenticationStrength"] : []),
    ...((grantControls?.termsOfUse ?? []).length > 0 ? ["termsOfUse"] : []),
    ...((grantControls?.customAuthenticationFactors ?? []).length > 0 ? ["customAuthenticationFactors"] : []),
  ];
  const isReportOnly = state === "enabledForReportingButNotEnforced";
  const anyControl = grantControls?.operator?.toUpperCase() === "OR";
  return { id, name: displayName ?? id, isReportOnly, controls, anyControl };
}
