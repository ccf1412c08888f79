import type { Context } from "../../context.ts";
import { CommandError } from "../../errors.ts";
import type { ResetOptions } from "../options.ts";
import { earlierResults } from "./earlier.ts";
import { devicesIn, labelsFor } from "./labels.ts";
import type { ManyDelivery } from "./print.ts";
import type { List } from "./read-list.ts";
import { printOne, type Timing } from "./reset-devices.ts";
import type { Entry } from "./results.ts";
import { throttledGraph } from "./throttled-graph.ts";

/** `--resume` without an earlier run: with another results file, devices would be reset a second time. */
export function nothingToResume(file: string): CommandError {
  return new CommandError("usage", `There is no earlier run to go on with: ${file} has no results.`, {
    hint: "Leave out --resume to reset the devices of the list, or give --results FILE. Nothing was reset.",
    ending: "usage",
  });
}

/** Says what an earlier run ended: the same list again must not look as if it were reset a second time. */
export function noteEarlier(
  { output }: Context,
  { resume }: ResetOptions,
  ended: readonly Entry[],
  { rows }: List,
): void {
  const done = ended.filter(({ state }) => state === "done").length;
  const others = ended.length - done;
  const verb = done === 1 ? "was" : "were";
  const parts = [
    ...(done > 0 ? [`${done} of ${devicesIn(rows.length)} ${verb} already done by an earlier run.`] : []),
    ...(others > 0 ? [`The reset of ${devicesIn(others)} ended without a passcode then.`] : []),
  ];
  if (parts.length > 0) {
    const offer = resume ? [] : ["To see their results again, add --resume."];
    output.note([...parts, "They are not reset again.", ...offer].join(" "));
  }
}

type Printing = {
  readonly rows: List["rows"];
  readonly delivery: ManyDelivery;
  readonly timing: Timing;
};

/**
 * Prints again what an earlier run ended, and resets nothing.
 *
 * @throws CommandError `notPrinted`; GraphError; CredentialError; when the context's signal is aborted, its reason.
 */
export async function printEarlier(
  { graph, stdout, signal, progress }: Context,
  ended: readonly Entry[],
  { rows, delivery, timing }: Printing,
): Promise<void> {
  const reading = progress("Reading the results of the earlier run");
  const { printsPasscodes } = delivery;
  const paced = throttledGraph(graph, signal, timing.clock);
  const looking = { graph, paced, rows, signal, printsPasscodes };
  const results = await earlierResults(ended, looking).finally(() => reading.stop());
  const labelOf = labelsFor(results.map(({ device }) => device));
  for (const result of results) {
    await printOne(stdout, await delivery.textOfEarlier(result, labelOf(result.device)));
  }
}
