import * as pulumi from "@pulumi/pulumi";

/** One thing that is wrong: a sentence that names it, without a full stop, and the lines to type (or do) against it. */
export type Fault = { problem: string; wayOut: readonly string[] };

const shown = 8;

/**
 * All faults as one error that fits a screen. Pulumi prints a RunError without a stack trace. It is for faults found
 * before the first resource is registered, and says so.
 * Source: https://www.pulumi.com/docs/reference/pkg/nodejs/pulumi/pulumi/classes/RunError.html
 */
export function faultsError(faults: readonly Fault[]): pulumi.RunError {
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  const blocks = faults
    .slice(0, shown)
    .map(({ problem, wayOut }) => [`  ${problem}`, ...wayOut.map((line) => `    ${line}`)].join("\n"));
  const more =
    faults.length > shown ? [`  ... and ${faults.length - shown} more, shown once these are mended`] : [];
  return new pulumi.RunError(
    [
      `Stack ${pulumi.getStack()} has ${count}; nothing was created or changed.`,
      ...blocks,
      ...more,
      "Every setting is described in docs/settings.md.",
    ].join("\n"),
  );
}
