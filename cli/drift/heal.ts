import type { ProjectStack } from "../../pulumi-cli/project-stack.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import type { Change } from "./changes.ts";
import { inShort, linesOf, type Report, revocations, wholeResource } from "./report.ts";

/**
 * Brings back what drifted, once the user or --yes agreed. Returns whether it did. What is pending stays so, but for
 * the resources that drifted too: an update takes a resource as a whole, so that they are asked for, and --yes alone is
 * refused.
 *
 * @throws CommandError `pendingToo`, and PulumiError.
 */
export async function bringBack(
  context: Context,
  stack: Pick<ProjectStack, "up">,
  report: Report,
  yes: boolean,
): Promise<boolean> {
  const urns = report.drifted.map(({ urn }) => urn);
  const inBoth = report.pending.filter(({ urn }) => urns.includes(urn));
  if (yes && inBoth.length > 0) throw pendingToo(report, inBoth);
  if (!yes && !(await agreed(context, report, inBoth))) return false;
  const progress = context.progress("Bringing the tenant back");
  await stack.up(report.pending.length > 0 ? urns : undefined).finally(() => progress.stop());
  return true;
}

function agreed(context: Context, report: Report, inBoth: readonly Change[]): Promise<boolean> {
  const { output, confirm } = context;
  output.note(["This is brought back:", ...listed(report, "drift", report.drifted)].join("\n"));
  if (inBoth.length > 0) {
    const pending = listed(report, "pending", inBoth);
    output.note(["With it goes what the program has changed of the same resources:", ...pending].join("\n"));
  }
  for (const sentence of revocations(report)) output.note(sentence);
  const left = report.pending.length - inBoth.length;
  if (left > 0) output.note(`What else is pending (${left}) is left to \`pulumi up\`.`);
  return confirm("Change the tenant?", healWithoutTerminal);
}

/** How to heal where nobody is there to ask. */
export const healWithoutTerminal = "Give --yes to bring back what drifted without being asked.";

function listed(report: Report, kind: "drift" | "pending", changes: readonly Change[]): readonly string[] {
  const urns = new Set(changes.map(({ urn }) => urn));
  return linesOf(report).flatMap((line) => {
    if (line.kind !== kind || !urns.has(line.urn)) return [];
    const whole = wholeResource(line);
    if (whole !== "") return [`  ${line.name}: ${whole}`];
    return [`  ${line.name}: ${line.path}: ${inShort(line.actual)} -> ${inShort(line.declared)}`];
  });
}

function pendingToo(report: Report, inBoth: readonly Change[]): CommandError {
  const lines = listed(report, "pending", inBoth);
  return new CommandError(
    "pendingToo",
    ["Nothing was brought back: the program has changes to what drifted, too:", ...lines].join("\n"),
    { hint: "Apply both with `pulumi up`, or run it on a terminal without --yes, to be asked." },
  );
}
