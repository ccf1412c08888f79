import * as pulumi from "@pulumi/pulumi";
import { plainLines, plainText } from "../text/plain-text.ts";

/** One thing that is wrong: a sentence that names it, without a full stop, and the lines to type (or do) against it. */
export type Fault = { problem: string; wayOut: readonly string[] };

// A terminal has 24 lines of 120 columns at the least: what is left beside the message's own lines and the CLI's.
const mostLines = 18;
const mostFaults = 8;
const columns = 120;
const indent = 4;

/**
 * All faults as one error that fits a screen. Pulumi prints a RunError without a stack trace. It is for faults found
 * before the first resource is registered, and says so.
 * Source: https://www.pulumi.com/docs/reference/pkg/nodejs/pulumi/pulumi/classes/RunError.html
 */
export function faultsError(faults: readonly Fault[]): pulumi.RunError {
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  const blocks = faults.map(({ problem, wayOut }) => [
    `  ${plainText(problem)}`,
    ...wayOut.map((line) => `    ${plainText(line)}`),
  ]);
  const shown = blocks.slice(0, fitting(blocks));
  const left = faults.length - shown.length;
  const more = left > 0 ? [`  ... and ${left} more, shown once these are fixed`] : [];
  return new pulumi.RunError(
    plainLines(
      [
        `Stack ${pulumi.getStack()} has ${count}; nothing was created or changed.`,
        ...shown.flat(),
        ...more,
        "Every setting is described in docs/settings.md.",
      ].join("\n"),
    ),
  );
}

/** How many blocks of lines fit, at least the first. */
function fitting(blocks: readonly (readonly string[])[]): number {
  const heights = blocks.map((lines) => lines.reduce((sum, line) => sum + height(line), 0));
  const tooMany = heights.findIndex(
    (_, index) => heights.slice(0, index + 1).reduce((sum, each) => sum + each, 0) > mostLines,
  );
  return Math.min(mostFaults, tooMany < 0 ? blocks.length : Math.max(tooMany, 1));
}

function height(line: string): number {
  return Math.ceil((line.length + indent) / columns);
}
