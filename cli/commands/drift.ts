import { z } from "zod";
import type { ProjectStack } from "../../pulumi-cli/project-stack.ts";
import { defineCommand } from "../command.ts";
import { type Context, noTerminal } from "../context.ts";
import { authorsOf } from "../drift/audit-log.ts";
import { changesIn } from "../drift/changes.ts";
import { writeReport } from "../drift/files.ts";
import { bringBack, healWithoutTerminal } from "../drift/heal.ts";
import { noticesIn } from "../drift/notices.ts";
import { printReport, type Report, revocations } from "../drift/report.ts";
import { CommandError } from "../errors.ts";
import { withStack } from "../pulumi/with-stack.ts";

/** `pin-reset drift`: what the tenant has otherwise than it was deployed. */
export const drift = defineCommand({
  name: "drift",
  summary: "Find what was changed in the tenant since it was deployed; bring it back with --heal.",
  details: [
    "Run it in the project's folder. It runs `pulumi preview` with a refresh, and nothing is changed by that. It ends " +
      "with exit code 0 where nothing drifted, 7 where something did, and 1 where that could not be found out.",
    "What the program changed and no `pulumi up` applied yet is told apart as pending. It ends with 7 too, as " +
      "`pulumi preview --expect-no-changes` does.",
    "Where Intune's audit log can be read, it names who changed a profile or its assignments last, and when: from the " +
      "last update on, at most 30 days back. An event can take some minutes to show in the log.",
    "Secret values are printed as [secret], wherever they stand.",
    "--heal asks, or takes --yes for the answer, and runs `pulumi up`. What is pending is left alone, unless it is of a " +
      "resource that drifted: then it is asked for too, and --yes is refused. It needs the permissions of `pulumi up`.",
    "It runs the Pulumi CLI that `npm run pulumi` finds; PULUMI_COMMAND names the path of another one.",
  ],
  options: z.strictObject({
    stack: z.string().min(1).optional().describe("The stack; else the one that is selected."),
    markdown: z
      .string()
      .min(1)
      .optional()
      .describe("A file that the report is appended to as Markdown, such as $GITHUB_STEP_SUMMARY."),
    sarif: z.string().min(1).optional().describe("A file that the report is written to as SARIF 2.1.0."),
    heal: z.boolean().optional().describe("Bring back what drifted."),
    yes: z.boolean().optional().describe("Do not ask before --heal changes the tenant."),
  }),
  examples: [
    { command: "pin-reset drift", does: "Shows what drifted of the stack that is selected." },
    {
      command: 'pin-reset drift --stack prod --markdown "$GITHUB_STEP_SUMMARY" --sarif drift.sarif',
      does: "Checks the stack prod in a pipeline, with a job summary, and a file for code scanning.",
    },
    { command: "pin-reset drift --heal", does: "Shows what drifted, and brings it back once you agreed." },
  ],
  calls: [
    "read device configurations and their assignments",
    "read service principals",
    "read delegated permission grants",
    "read groups",
    "read Intune's audit events",
  ],
  async run(context, { stack: given, heal = false, yes = false, ...files }) {
    if (yes && !heal) throw yesAlone();
    if (heal && !yes && !context.interactive) throw noTerminal(healWithoutTerminal);
    const effect = "Whether anything drifted is not known.";
    return withStack(context, { stack: given, effect }, async (stack) => {
      const found = await check(context, stack);
      let healed = false;
      try {
        healed = heal && found.drifted.length > 0 && (await bringBack(context, stack, found, yes));
      } finally {
        const report = { ...found, healed };
        printReport(context.output, report);
        for (const notice of report.notices) context.output.note(notice);
        if (!healed) for (const sentence of revocations(report)) context.output.note(sentence);
        context.output.note(closing(report));
        await writeReport(report, files);
      }
      return (healed || found.drifted.length === 0) && found.pending.length === 0 ? undefined : "found";
    });
  },
});

async function check(context: Context, stack: ProjectStack): Promise<Report> {
  const progress = context.progress(`Asking Pulumi what drifted of ${stack.name}`);
  try {
    const events = await stack.preview();
    const changes = changesIn(events);
    if (changes.drifted.length > 0) progress.update("Asking Intune's audit log who changed it");
    const authors = await authorsOf(context, changes.drifted, () => stack.lastUpdate());
    return { stack: stack.name, ...changes, notices: noticesIn(events), authors, healed: false };
  } finally {
    progress.stop();
  }
}

function closing({ drifted, pending, healed }: Report): string {
  const drift =
    drifted.length === 0
      ? "Nothing drifted."
      : `${drifted.length} drifted${healed ? ", and brought back" : ""}.`;
  return pending.length === 0
    ? drift
    : `${drift} ${pending.length} pending: the program has changes that no update applied yet.`;
}

function yesAlone(): CommandError {
  return new CommandError("usage", "--yes answers what --heal asks; without --heal nothing is asked.", {
    hint: "Give --heal too, or leave --yes out.",
    ending: "usage",
  });
}
