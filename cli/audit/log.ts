import { z } from "zod";
import type { Graph } from "../../graph/client.ts";
import { where } from "../../graph/odata.ts";
import { listItems } from "../graph-list.ts";

const textOrNone = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

const auditEvent = z.object({
  activityDateTime: z.string(),
  activityType: textOrNone,
  displayName: textOrNone,
  activityResult: textOrNone,
  actor: z
    .looseObject({
      userPrincipalName: textOrNone,
      servicePrincipalName: textOrNone,
      applicationDisplayName: textOrNone,
      applicationId: textOrNone,
    })
    .nullish(),
  resources: z
    .array(z.looseObject({ displayName: textOrNone, resourceId: textOrNone }))
    .nullish()
    .transform((resources) => resources ?? []),
});

/** An event of Intune's audit log. `activityDateTime` is RFC 3339 in UTC; what the log does not say is "". */
export type AuditEvent = z.output<typeof auditEvent>;

/** A time range, from `since` to `until`, both included; without `until` up to now. */
export type TimeRange = { readonly since: Date; readonly until?: Date };

type Reading = { readonly signal: AbortSignal; readonly mostPages?: number };

/**
 * The events of a time range, as Graph gives them, of at most `mostPages` pages. Intune may ignore a condition, so that
 * the time is compared here too.
 * Source: https://learn.microsoft.com/graph/api/intune-auditing-auditevent-list
 *
 * @throws GraphError, CredentialError.
 */
export async function* auditEvents(
  graph: Graph,
  { since, until }: TimeRange,
  reading: Reading,
): AsyncIterable<AuditEvent> {
  const times = [
    `activityDateTime ge ${since.toISOString()}`,
    ...(until === undefined ? [] : [`activityDateTime le ${until.toISOString()}`]),
  ];
  const select = `$select=${Object.keys(auditEvent.shape).join(",")}`;
  const path = `/deviceManagement/auditEvents?${where(times.join(" and "))}&${select}`;
  for await (const event of listItems(graph, { path, item: auditEvent, ...reading })) {
    const at = Date.parse(event.activityDateTime);
    if (at >= since.getTime() && at <= (until?.getTime() ?? Number.POSITIVE_INFINITY)) {
      yield event;
    }
  }
}

/** Who acted: a person's sign-in name, or else the name or id of an application; "" where the log does not say. */
export function actorOf({ actor }: AuditEvent): string {
  return (
    actor?.userPrincipalName ||
    actor?.servicePrincipalName ||
    actor?.applicationDisplayName ||
    actor?.applicationId ||
    ""
  );
}
