import type { Check } from "../check.ts";
import { type Finding, note, optionally, warning } from "../finding.ts";
import type { AppliedPolicy, Evaluation } from "../reset-facts.ts";

/**
 * What Conditional Access would do with the sign-in of a reset. Which controls a reset can meet is not documented, so
 * that nothing is said to break it.
 */
export const conditionalAccess: Check = {
  title: "Conditional Access asks nothing more of a reset than multifactor authentication",
  source: "https://learn.microsoft.com/graph/api/conditionalaccessroot-evaluate",
  after: ["sign-in"],
  run: (facts) =>
    optionally(facts.evaluations, (evaluations) =>
      evaluations.flatMap((evaluation) => evaluation.policies.map((policy) => judge(evaluation, policy))),
    ),
};

function judge({ application, deviceName }: Evaluation, policy: AppliedPolicy): Finding {
  const { name, id, isReportOnly, controls, anyControl } = policy;
  const required = controls.filter((control) => control !== "block");
  const does = controls.includes("block")
    ? "would block"
    : required.length > 0
      ? `would require ${required.join(anyControl ? " or " : " and ")} of`
      : "would apply its session controls to";
  const message =
    `The policy "${name}" (${id}) ${does} a sign-in to the PIN reset ${application} by the user of ${deviceName}` +
    `${isReportOnly ? "; it is in report-only mode" : ""}. Other users were not evaluated.`;
  // A reset asks for multifactor authentication anyway.
  const isMet = anyControl
    ? controls.includes("mfa")
    : controls.length > 0 && controls.every((control) => control === "mfa");
  return isReportOnly || isMet
    ? note("conditionalAccessWould", message)
    : warning(
        "conditionalAccessApplies",
        message,
        "Try a reset on a device that the policy is for; where it fails, exclude both applications from the policy.",
      );
}
