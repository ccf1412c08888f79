import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { messageOf } from "../text/message-of.ts";
import { PulumiError } from "./errors.ts";
import type { Run } from "./run.ts";

/**
 * A command of the CLI failed.
 *
 * @param reason The engine's own words.
 * @param effect What the failure means for the caller, in a sentence.
 */
export function pulumiFailed(command: string, reason: string, effect: string): PulumiError {
  const hint = `${effect} Fix what it says, then run the same command again.`;
  return new PulumiError("pulumiFailed", `pulumi ${command} failed:\n${reason}`, hint);
}

/** Ctrl-C came while the CLI worked. */
export function interruptedPulumi(): PulumiError {
  return new PulumiError(
    "interrupted",
    "Interrupted while Pulumi worked.",
    "Look with `pulumi stack` at what is done, and run the same command again.",
  );
}

/** The engine's errors: from its events, and what it printed before there were any. */
export function errorsOfEvents(events: readonly EngineEvent[], printed: string): string {
  const reported = events.flatMap(({ diagnosticEvent: event }) =>
    event?.severity === "error" ? [event.message] : [],
  );
  return engineErrors([...reported, printed]);
}

/** The errors of a command that ran without events, from what it printed. */
export function errorsOfRun({ code, stdout, stderr }: Run): string {
  const printed = stdout.split("\n").filter((line) => /^\s+error: /.test(line));
  return engineErrors([...printed, stderr]) || `It ended with exit code ${code}, and printed no reason.`;
}

/** The engine's own words, each once and without its label. */
function engineErrors(messages: readonly string[]): string {
  const plain = messages.map((message) => message.replace(/^\s*error: /gm, "").trim());
  return [...new Set(plain)].filter((message) => message !== "" && !isNoReason(message)).join("\n");
}

function isNoReason(message: string): boolean {
  return /^(preview|update|refresh) failed$/.test(message);
}

/** What the CLI wrote, from an error of the Automation API, which has it in a form of its own and then once more. */
export function printedMessageOf(error: unknown): string {
  const text = messageOf(error);
  const [printed = text] = text.split("\n err?: ");
  const start = printed.indexOf("error: ");
  return (start < 0 ? printed : printed.slice(start + "error: ".length)).trim();
}
