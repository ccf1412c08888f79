import { signInCodeMeaning } from "../../../domain/sign-in-codes.ts";
import type { Check } from "../check.ts";
import { type Finding, optionally, warning } from "../finding.ts";
import type { FailedSignIns } from "../reset-facts.ts";

/** The sign-ins of resets that users tried: of the interactive ones, which alone are in the log. */
export const failedSignIns: Check = {
  title: "No sign-in to the applications failed in the last 30 days",
  source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
  after: ["sign-in"],
  run: (facts) => optionally(facts.failedSignIns, judge),
};

function judge({ failures, isComplete }: FailedSignIns): Finding[] {
  const byCode = Map.groupBy(failures, ({ code }) => code);
  const most = [...byCode].sort(([, left], [, right]) => right.length - left.length);
  return most.map(([code, found]) => {
    const newest =
      found
        .map(({ at }) => at)
        .sort()
        .at(-1) ?? "";
    const meaning = signInCodeMeaning(code) ?? "a code whose meaning for a reset is not known here";
    const of = isComplete ? "of the last 30 days" : "among the newest of the last 30 days";
    return warning(
      "signInsFailed",
      `${found.length} ${found.length === 1 ? "sign-in" : "sign-ins"} ${of} failed with AADSTS${code}: ${meaning}. The last was at ${newest}.`,
      `Open the sign-in log in the Entra admin center, filtered by the PIN reset applications and the code ${code}.`,
    );
  });
}
