import type { ProjectStack } from "../../pulumi-cli/project-stack.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import type { Change, Changes } from "./changes.ts";
import { deletionsOf, lossOf } from "./deletions.ts";
import { inShort } from "./one-line.ts";
import { linesOf, type Report, revocations } from "./report.ts";
import { titleOf } from "./words.ts";

/**
 * Restores what drifted, once the user or --yes agreed. Returns whether it did. What is pending stays so, but for
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
  const { urns, inBoth } = healingOf(report);
  if (yes && inBoth.length > 0) {
    throw pendingToo(report, inBoth);
  }
  if (!yes && !(await agreed(context, report, inBoth))) {
    return false;
  }
  const progress = context.progress("Restoring what drifted");
  await stack.up(urns).finally(() => progress.stop());
  return true;
}

/**
 * How what drifted is restored: by an update of these resources, or of all where nothing is pending; and the pending changes
 * that such an update would apply with it.
 */
export function healingOf({ drifted, pending }: Changes): {
  readonly urns: readonly string[] | undefined;
  readonly inBoth: readonly Change[];
} {
  const urns = drifted.map(({ urn }) => urn);
  return {
    urns: pending.length > 0 ? urns : undefined,
    inBoth: pending.filter(({ urn }) => urns.includes(urn)),
  };
}

function agreed(context: Context, report: Report, inBoth: readonly Change[]): Promise<boolean> {
  const { output, confirm } = context;
  output.note(["This will be restored:", ...listed(report, "drift", report.drifted)].join("\n"));
  if (inBoth.length > 0) {
    const pending = listed(report, "pending", inBoth);
    output.note(["With it, these pending changes to the same resources are applied:", ...pending].join("\n"));
  }
  for (const sentence of [...losses({ drifted: report.drifted, pending: inBoth }), ...revocations(report)]) {
    output.note(sentence);
  }
  const left = report.pending.length - inBoth.length;
  if (left > 0) {
    output.note(`Other pending changes (${left}) are left to \`pulumi up\`.`);
  }
  return confirm("Change the tenant?", healWithoutTerminal);
}

/** To create a resource again loses what it held. */
function losses(changes: Changes): readonly string[] {
  return deletionsOf(changes).map((change) => {
    const what = lossOf(change);
    const again = change.operation === "replace" ? " and creates it again" : "";
    const lost = what === undefined ? "" : ` Lost for good: ${what}.`;
    return `\`pulumi up\` deletes ${titleOf(change)}${again}.${lost}`;
  });
}

/** How to heal without a terminal. */
export const healWithoutTerminal = "Give --yes to restore what drifted without being asked.";

function listed(report: Report, kind: "drift" | "pending", changes: readonly Change[]): readonly string[] {
  const urns = new Set(changes.map(({ urn }) => urn));
  return linesOf(report)
    .filter((line) => line.kind === kind && urns.has(line.urn))
    .map((line) => {
      const { what, actual, declared, sentence } = line;
      const change = what === "" ? sentence : `${what}: ${inShort(actual)} -> ${inShort(declared)}`;
      return `  ${titleOf(line)}: ${change}`;
    });
}

function pendingToo(report: Report, inBoth: readonly Change[]): CommandError {
  const lines = listed(report, "pending", inBoth);
  return new CommandError(
    "pendingToo",
    [
      "Nothing was restored: the program also has pending changes to the resources that drifted:",
      ...lines,
    ].join("\n"),
    { hint: "Apply both with `pulumi up`, or run it on a terminal without --yes, to be asked." },
  );
}
