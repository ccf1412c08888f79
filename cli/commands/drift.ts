import { z } from "zod";
import type { ProjectStack } from "../../pulumi-cli/project-stack.ts";
import { defineCommand } from "../command.ts";
import { type Context, noTerminal } from "../context.ts";
import { authorsOf } from "../drift/audit-log.ts";
import { changesIn } from "../drift/changes.ts";
import { contradictionsOf } from "../drift/contradictions.ts";
import { writeFailure, writeReport } from "../drift/files.ts";
import { bringBack, healWithoutTerminal } from "../drift/heal.ts";
import { namesOf } from "../drift/names.ts";
import { noticesIn } from "../drift/notices.ts";
import { printReport } from "../drift/print.ts";
import { countsOf, type Report, revocations } from "../drift/report.ts";
import { counted } from "../drift/words.ts";
import { asFailure, CommandError } from "../errors.ts";
import { withStack } from "../pulumi/with-stack.ts";

/** `pin-reset drift`: what the tenant has otherwise than it was deployed. */
export const drift = defineCommand({
  name: "drift",
  summary: "Find what changed in the tenant since it was deployed; restore it with --heal.",
  details: [
    "Run it in the project's folder. It runs `pulumi preview` with a refresh, which changes nothing. It ends with " +
      "exit code 0 if nothing drifted, 7 if something did, and 1 if the check failed.",
    "Changes to the program that no `pulumi up` has applied yet are listed separately, as pending. They also give " +
      "exit code 7, as in `pulumi preview --expect-no-changes`.",
    "If Intune's audit log can be read, it shows who last changed a profile or its assignments, and when: since " +
      "the second after the last update, at most 30 days back. An event can take some minutes to appear in the log.",
    "It also says when another policy, of any kind that can set EnablePinRecovery, turns it off beside the stack's own " +
      "policy. That is no drift, and does not change the exit code.",
    "A group or filter has its name; one that is deleted has the name of the last update, or its ID. Times are local on a terminal, " +
      "and UTC in JSON and files.",
    "JSON has `counts` of what was found, and a `digest` that stays the same while the same changes are found: for " +
      "whoever tells people only what is new.",
    "Secret values are always printed as [secret].",
    "--heal asks for confirmation (or takes --yes) and runs `pulumi up`. Pending changes are left out, unless " +
      "they belong to a resource that drifted: then it asks about them too, and --yes is refused. It needs the " +
      "permissions of `pulumi up`.",
    "It uses the Pulumi CLI that `npm run pulumi` finds; PULUMI_COMMAND is the path of another one.",
  ],
  options: z.strictObject({
    stack: z
      .string()
      .min(1)
      .optional()
      .meta({ placeholder: "name", description: "The stack; the selected one if omitted." }),
    markdown: z.string().min(1).optional().meta({
      placeholder: "file",
      description: "Append the report to this file as Markdown, for example to $GITHUB_STEP_SUMMARY.",
    }),
    sarif: z
      .string()
      .min(1)
      .optional()
      .meta({ placeholder: "file", description: "Write the report to this file as SARIF 2.1.0." }),
    html: z.string().min(1).optional().meta({
      placeholder: "file",
      description:
        "Write the report to this file as one HTML page, which can be mailed; also when the check fails.",
    }),
    heal: z.boolean().optional().describe("Restore what drifted."),
    yes: z.boolean().optional().describe("Do not ask before --heal changes the tenant."),
  }),
  examples: [
    { command: "pin-reset drift", does: "Shows what drifted in the selected stack." },
    {
      command: 'pin-reset drift --stack prod --markdown "$GITHUB_STEP_SUMMARY" --sarif drift.sarif',
      does: "Checks the stack prod in a pipeline, with a job summary and a file for code scanning.",
    },
    {
      command: "pin-reset drift --html drift.html",
      does: "Writes the report as a page that can be mailed.",
    },
    { command: "pin-reset drift --heal", does: "Shows what drifted, and restores it after you confirm." },
  ],
  calls: [
    "read device configurations and their assignments",
    "read settings catalog policies and their assignments",
    "read Endpoint security policies of the old kind (intents)",
    "read service principals",
    "read delegated permission grants",
    "read groups",
    "read assignment filters",
    "read Intune's audit events",
  ],
  async run(context, { stack: given, heal = false, yes = false, ...files }) {
    if (yes && !heal) {
      throw yesAlone();
    }
    if (heal && !yes && !context.interactive) {
      throw noTerminal(healWithoutTerminal);
    }
    const effect = "Whether anything drifted is not known.";
    let isReported = false;
    const toldFailure = async (error: unknown): Promise<never> => {
      if (!isReported) {
        await writeFailure(files, given, asFailure(error, context.signal.aborted));
      }
      throw error;
    };
    return withStack(context, { stack: given, effect }, async (stack) => {
      const found = await check(context, stack);
      let healed = false;
      try {
        healed = heal && found.drifted.length > 0 && (await bringBack(context, stack, found, yes));
      } finally {
        const report = { ...found, healed };
        printReport(context.output, report, context.stdout);
        for (const notice of report.notices) {
          context.output.note(notice);
        }
        if (!healed) {
          for (const sentence of revocations(report)) {
            context.output.note(sentence);
          }
        }
        context.output.note(closing(report));
        // A report that cannot be written does not make the check a failed one.
        isReported = true;
        await writeReport(report, files);
      }
      return (healed || found.drifted.length === 0) && found.pending.length === 0 ? undefined : "found";
    }).catch(toldFailure);
  },
});

async function check(context: Context, stack: ProjectStack): Promise<Report> {
  const progress = context.progress(`Asking Pulumi what drifted of ${stack.name}`);
  try {
    const events = await stack.preview();
    const changes = changesIn(events);
    if (changes.drifted.length > 0) {
      progress.update("Asking Intune's audit log who changed it");
    }
    const [authors, names] = await Promise.all([
      authorsOf(context, changes.drifted, () => stack.lastUpdate()),
      namesOf(context, [...changes.drifted, ...changes.pending], events),
    ]);
    progress.update("Looking for policies that contradict the stack's");
    const notices = [...noticesIn(events), ...(await contradictionsOf(context, events))];
    return { stack: stack.name, ...changes, notices, authors, names, healed: false };
  } finally {
    progress.stop();
  }
}

function closing(report: Report): string {
  const { drifted, pending, healed } = report;
  const { driftedChanges, pendingChanges } = countsOf(report);
  const drift =
    drifted.length === 0
      ? "Nothing drifted."
      : `${counted(driftedChanges, "change")} of ${counted(drifted.length, "resource")} drifted${healed ? ", and restored" : ""}.`;
  return pending.length === 0
    ? drift
    : `${drift} ${counted(pendingChanges, "change")} pending: the program has what no update has applied yet.`;
}

function yesAlone(): CommandError {
  return new CommandError("usage", "--yes confirms --heal, and --heal is not given.", {
    hint: "Give --heal too, or leave --yes out.",
    ending: "usage",
  });
}
