import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { type Change, changesIn } from "../../cli/drift/changes.ts";
import { noticesIn } from "../../cli/drift/notices.ts";

/** What a preview found. */
export type Preview = {
  readonly stack: string;
  /** Whether the preview itself failed; then what it found is not all there is. */
  readonly failed: boolean;
  /** What was changed in the tenant since the last update. */
  readonly drifted: readonly Change[];
  /** What the program changed. */
  readonly pending: readonly Change[];
  /** How many resources stay as they are. */
  readonly unchanged: number;
  readonly violations: readonly Violation[];
  readonly errors: readonly string[];
  readonly notices: readonly string[];
};

/** A rule of a policy pack that a resource breaks. */
type Violation = {
  readonly policy: string;
  readonly resource: string;
  readonly message: string;
  readonly isMandatory: boolean;
};

/** Reads the engine's events of a preview, one JSON object a line, as the Pulumi CLI writes them by `--event-log`. */
export function eventsIn(log: string): readonly EngineEvent[] {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => JSON.parse(line) as EngineEvent);
}

/** What a preview with refresh found, from the engine's events. */
export function previewOf(stack: string, events: readonly EngineEvent[], failed: boolean): Preview {
  const { drifted, pending } = changesIn(events);
  return {
    stack,
    failed,
    drifted,
    // The engine makes them by itself, and counts none.
    pending: pending.filter(
      ({ type, name }) => !(type.startsWith("pulumi:providers:") && name.startsWith("default")),
    ),
    unchanged: events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges.same ?? 0,
    violations: events.flatMap(({ policyEvent: event }) =>
      event
        ? [
            {
              policy: event.policyName,
              resource: event.resourceUrn?.split("::").at(-1) ?? "",
              message: event.message,
              isMandatory: event.enforcementLevel === "mandatory",
            },
          ]
        : [],
    ),
    errors: errorsIn(events),
    notices: noticesIn(events),
  };
}

function errorsIn(events: readonly EngineEvent[]): readonly string[] {
  const said = events.flatMap(({ diagnosticEvent: event }) =>
    event?.severity === "error" && !event.ephemeral ? [event.message.trim().replace(/^error: /, "")] : [],
  );
  return [...new Set(said)];
}
