import { z } from "zod";
import type { Graph } from "../../graph/client.ts";
import { listItems, where } from "../graph-list.ts";

/** A passcode reset as Intune's audit log has it. `at` is RFC 3339 in UTC; what the log does not say is "". */
export type ResetEvent = {
  readonly at: string;
  readonly by: string;
  readonly device: string;
  readonly deviceId: string;
  readonly activity: string;
  readonly result: string;
};

/** A time range, from `since` to `until`, both included. */
export type TimeRange = { readonly since: Date; readonly until: Date };

/**
 * The passcode resets of a time range, the latest first. Intune may ignore a condition, so that time and kind are
 * compared here too. Raises GraphError and CredentialError.
 * Source: https://learn.microsoft.com/graph/api/intune-auditing-auditevent-list
 */
export async function resetEvents(
  graph: Graph,
  { since, until }: TimeRange,
  signal: AbortSignal,
): Promise<readonly ResetEvent[]> {
  const condition = `activityDateTime ge ${since.toISOString()} and activityDateTime le ${until.toISOString()}`;
  const path = `/deviceManagement/auditEvents?${where(condition)}&${auditSelect}`;
  const found: ResetEvent[] = [];
  for await (const event of listItems(graph, { path, item: auditEvent, signal })) {
    if (isReset(event) && isWithin(event, since, until)) found.push(...asResets(event));
  }
  return found.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

const told = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

const auditEvent = z.object({
  activityDateTime: z.string(),
  activityType: told,
  displayName: told,
  activityResult: told,
  actor: z
    .looseObject({
      userPrincipalName: told,
      servicePrincipalName: told,
      applicationDisplayName: told,
      applicationId: told,
    })
    .nullish(),
  resources: z
    .array(z.looseObject({ displayName: told, resourceId: told }))
    .nullish()
    .transform((resources) => resources ?? []),
});

type AuditEvent = z.output<typeof auditEvent>;

const auditSelect = `$select=${Object.keys(auditEvent.shape).join(",")}`;

// Intune names the remote actions after Graph's, as in "wipe ManagedDevice".
function isReset({ activityType, displayName }: AuditEvent): boolean {
  return [activityType, displayName].some((name) => /^reset\s?passcode\b/i.test(name));
}

function isWithin({ activityDateTime }: AuditEvent, since: Date, until: Date): boolean {
  const at = Date.parse(activityDateTime);
  return at >= since.getTime() && at <= until.getTime();
}

function asResets({
  activityDateTime,
  activityType,
  displayName,
  activityResult,
  actor,
  resources,
}: AuditEvent) {
  const event = {
    at: activityDateTime,
    by:
      actor?.userPrincipalName ||
      actor?.servicePrincipalName ||
      actor?.applicationDisplayName ||
      actor?.applicationId ||
      "",
    activity: activityType || displayName,
    result: activityResult,
  };
  const devices = resources.length === 0 ? [{ displayName: "", resourceId: "" }] : resources;
  return devices.map((device) => ({ ...event, device: device.displayName, deviceId: device.resourceId }));
}
