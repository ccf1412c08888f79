import type { Graph } from "../../graph/client.ts";
import { type AuditEvent, actorOf, auditEvents, type TimeRange } from "./log.ts";

/** A passcode reset as Intune's audit log has it. `at` is RFC 3339 in UTC; what the log does not say is "". */
export type ResetEvent = {
  readonly at: string;
  readonly by: string;
  readonly device: string;
  readonly deviceId: string;
  readonly activity: string;
  readonly result: string;
};

/**
 * The passcode resets of a time range, the latest first.
 *
 * @throws GraphError, CredentialError.
 */
export async function resetEvents(
  graph: Graph,
  range: TimeRange,
  signal: AbortSignal,
): Promise<readonly ResetEvent[]> {
  const found: ResetEvent[] = [];
  for await (const event of auditEvents(graph, range, { signal })) {
    if (isReset(event)) {
      found.push(...asResets(event));
    }
  }
  return found.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

// Intune names the remote actions after Graph's, as in "wipe ManagedDevice".
function isReset({ activityType, displayName }: AuditEvent): boolean {
  return [activityType, displayName].some((name) => /^reset\s?passcode\b/i.test(name));
}

function asResets(event: AuditEvent): ResetEvent[] {
  const { activityDateTime: at, activityType, displayName, activityResult: result, resources } = event;
  const common = { at, by: actorOf(event), activity: activityType || displayName, result };
  const devices = resources.length === 0 ? [{ displayName: "", resourceId: "" }] : resources;
  return devices.map((device) => ({ ...common, device: device.displayName, deviceId: device.resourceId }));
}
