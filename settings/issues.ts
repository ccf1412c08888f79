import * as pulumi from "@pulumi/pulumi";
import type { Explanation } from "../text/explained-error.ts";
import { plainLines, plainText } from "../text/plain-text.ts";
import type { IssueCode } from "./issue-codes.ts";
import { argumentsOf, documentation, withoutSecrets } from "./names.ts";

/** One thing that is wrong: a sentence that names it, without a full stop, and what to do, or lines to type. */
export type Issue = Explanation<IssueCode> & { readonly hint: string };

/** A hint of several lines. No line breaks within one: what a tenant or a user wrote begins no line of its own. */
export function hintLines(...lines: readonly string[]): string {
  return lines.map(plainText).join("\n");
}

/** An issue in lines, of which those of its hint are indented. */
export function issueLines({ message, hint }: Issue): string[] {
  return [message, ...hint.split("\n").map((line) => `  ${line}`)].map((line) =>
    plainText(withoutSecrets(line)),
  );
}

// A terminal has 24 lines of 120 columns at the least: what is left beside the message's own lines and the CLI's.
const mostLines = 18;
const mostIssues = 8;
const columns = 120;
const indent = 4;

/**
 * All issues as one error that fits a screen. Pulumi prints a RunError without a stack trace. It is for issues found
 * before the first resource is registered, and says so.
 * Source: https://www.pulumi.com/docs/reference/pkg/nodejs/pulumi/pulumi/classes/RunError.html
 */
export function issuesError(issues: readonly Issue[]): pulumi.RunError {
  const count = issues.length === 1 ? "1 issue" : `${issues.length} issues`;
  const blocks = issues.map((issue) => issueLines(issue).map((line) => `  ${line}`));
  const shown = blocks.slice(0, fitting(blocks));
  const left = issues.length - shown.length;
  const more = left > 0 ? [`  ... and ${left} more, shown once these are fixed`] : [];
  const component = argumentsOf();
  const [whose, changed, described] =
    component === undefined
      ? [`Stack ${pulumi.getStack()}`, "nothing", "setting"]
      : [component, "nothing of it", "argument"];
  const error = new pulumi.RunError(
    plainLines(
      [
        `${whose} has ${count}; ${changed} was created or changed.`,
        ...shown.flat(),
        ...more,
        `Every ${described} is described in ${documentation("settings.md")}.`,
      ].join("\n"),
    ),
  );
  // Where an output is rejected with it, the SDK prints the stack, and the message only where there is none.
  error.stack = "";
  return error;
}

/** How many blocks of lines fit, at least the first. */
function fitting(blocks: readonly (readonly string[])[]): number {
  const heights = blocks.map((lines) => lines.reduce((sum, line) => sum + height(line), 0));
  const tooMany = heights.findIndex(
    (_, index) => heights.slice(0, index + 1).reduce((sum, each) => sum + each, 0) > mostLines,
  );
  return Math.min(mostIssues, tooMany < 0 ? blocks.length : Math.max(tooMany, 1));
}

function height(line: string): number {
  return Math.ceil((line.length + indent) / columns);
}
