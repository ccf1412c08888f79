import { z } from "zod";
import { defineCommand } from "../command.ts";
import { checks } from "../doctor/checks.ts";
import { endingOf, examine } from "../doctor/examine.ts";
import { readFacts } from "../doctor/read/all.ts";
import { printResults, summary } from "../doctor/report.ts";

/** `pin-reset doctor`: the onboarding step by step, what is wrong with it, and what to do. */
export const doctor = defineCommand({
  name: "doctor",
  summary: "Check the onboarding step by step, and say what to do about each fault.",
  details: [
    "From the sign-in and its permissions over both applications, their grants, the profile and its assignments to " +
      "what the devices report. It only reads. What it may not read is `unknown`, never `ok`; what makes no sense " +
      "before another fault is fixed is `skipped`.",
    "It ends with 0 when all is well, 7 when there is a fault, and 1 when something could not be checked. A warning " +
      "is something that works and may surprise, such as a user group with iOS devices, which show up as not " +
      "applicable: it changes nothing unless --strict is given.",
    "Only custom profiles are looked at: not the settings catalog, group policy or Endpoint security, which can set " +
      "EnablePinRecovery as well.",
    "`--output json` prints {checks: [{id, title, state, findings: [{code, message, hint}]}]}; the state is `ok`, " +
      "`warning`, `fault`, `unknown` or `skipped`.",
  ],
  options: z.strictObject({
    strict: z.boolean().optional().describe("End with 7 for a warning too."),
  }),
  examples: [
    { command: "pin-reset doctor", does: "Prints the checklist." },
    {
      command: "pin-reset doctor --output json",
      does: "Prints it for a script.",
    },
  ],
  calls: [
    "read service principals",
    "read delegated permission grants",
    "read device configurations and their assignments",
    "read groups",
    "read managed devices",
  ],
  async run(context, options) {
    const { graph, output, signal, stdout } = context;
    const settings = context.credentials();
    const progress = context.progress("Reading the tenant");
    const facts = await readFacts(graph, settings, signal).finally(() => progress.stop());
    const results = examine(checks, facts);
    printResults(output, results, stdout);
    output.note(summary(results));
    return endingOf(results, options);
  },
});
