import { z } from "zod";
import { defineCommand } from "../command.ts";
import { checks } from "../doctor/checks.ts";
import { endingOf, examine } from "../doctor/examine.ts";
import { readFacts } from "../doctor/read/all.ts";
import { printResults, summary } from "../doctor/report.ts";
import { verdictOf } from "../doctor/verdict.ts";

/** `pin-reset doctor`: the onboarding step by step, what is wrong with it, and what to do. */
export const doctor = defineCommand({
  name: "doctor",
  summary: "Check the onboarding step by step, with a hint for each problem.",
  details: [
    "It checks the sign-in and its permissions, both applications, their grants, the policy and its assignments, and " +
      "what the devices report. It only reads. What it cannot read is `unknown`, never `ok`; what depends on another " +
      "fault being fixed first is `skipped`; an optional check that could not be made, as for a missing permission, is " +
      "`not read` (`notChecked` in JSON), and then the verdict is not that a reset will work, unless a licence is missing.",
    "The policy may be a custom profile, a settings catalog policy, an Account protection policy of either form or an " +
      "identity protection profile: each is named with what it sets, and for whom. Two that contradict each other are " +
      "a fault, with who is in groups of both; so is a user's setting that overrides the device's. An identity " +
      "protection profile that does not turn PIN recovery on cannot be told from one that does not set it. Group " +
      "policy and administrative templates are not looked at.",
    "It ends with a verdict: whether a user's reset will work, and why, each line with the page of Microsoft's that " +
      "says so. A reset is not tried.",
    "It looks for what stands in the way of a reset although the onboarding is complete, too: policies that block a " +
      "reset from the lock screen, federated domains without their hosts in ConfigureWebSignInAllowedUrls, hybrid joined " +
      "devices, Conditional Access, users without a method for multifactor authentication, failed sign-ins, and the " +
      "retirement of Azure AD Graph. These checks are optional: one whose permission or licence is missing is not made, " +
      "says what it takes, and does not change the exit code.",
    "The exit code is 0 if all is well, 7 if there is a fault, and 1 if something could not be checked. A warning is " +
      "something that works but may be a surprise, such as a user group with iOS devices, which show up as not " +
      "applicable: it does not change the exit code unless --strict is given.",
    "`--output json` prints {checks: [{id, title, state, findings: [{code, message, hint}]}], verdict: {outcome, " +
      "groups, reasons: [{check, state, code, message, source}], missingPermissions}}; the state is `ok`, `warning`, " +
      "`fault`, `unknown`, `skipped` or `notChecked`, the outcome `works`, `fails` or `unknown`.",
  ],
  options: z.strictObject({
    strict: z.boolean().optional().describe("Exit with 7 for a warning too."),
  }),
  examples: [
    { command: "pin-reset doctor", does: "Prints the checklist." },
    {
      command: "pin-reset doctor --output json",
      does: "Prints the checklist for a script.",
    },
  ],
  calls: [
    "read service principals",
    "read delegated permission grants",
    "read device configurations and their assignments",
    "read settings catalog policies and their assignments",
    "read Endpoint security policies of the old kind (intents)",
    "read the enrolment policies",
    "read groups",
    "read managed devices",
    "read the plain text of an encrypted OMA setting",
    "read the federation of domains",
    "read domains",
    "evaluate Conditional Access for a sign-in",
    "read which users have registered authentication methods",
    "read the sign-in log",
    "read Entra's recommendations",
  ],
  async run(context, options) {
    const { graph, output, signal, stdout } = context;
    const settings = context.credentials();
    const progress = context.progress("Reading the tenant");
    const facts = await readFacts(graph, settings, signal).finally(() => progress.stop());
    const results = examine(checks, facts);
    printResults(output, results, verdictOf(checks, results, facts), stdout);
    output.note(summary(results));
    return endingOf(results, options);
  },
});
