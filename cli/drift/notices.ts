import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";

/** What the Intune plugin said of its resources, such as that a value could not be compared; each once. */
export function noticesIn(events: readonly EngineEvent[]): readonly string[] {
  const said = events.flatMap(({ diagnosticEvent: event }) =>
    event && !event.ephemeral && isNotice(event.severity) && isIntune(event.urn)
      ? [event.message.trim().replace(/^warning: /, "")]
      : [],
  );
  return [...new Set(said)].sort();
}

/** Errors end the run, and are reported as its failure. */
const isNotice = (severity: string) => severity === "warning" || severity === "info";

const isIntune = (urn = "") => /(?:\$|::)intune:index:/.test(urn);
