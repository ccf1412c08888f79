import type { Graph } from "../../graph/client.ts";
import { isCalled } from "../devices/called.ts";
import { isTyped, typedName } from "../devices/typed-name.ts";
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

/** Which resets: of a device, by a part of its name or by its id; by a user or an application. */
type Selection = TimeRange & { readonly device?: string | undefined; readonly user?: string | undefined };

/**
 * The passcode resets of a time range, the latest first. Graph is sent a condition on the time alone: its page documents
 * none on who acted and on what, so that these are compared here.
 * Source: https://learn.microsoft.com/graph/api/intune-auditing-auditevent-list
 *
 * @throws GraphError, CredentialError.
 */
export async function resetEvents(
  graph: Graph,
  { device, user, ...range }: Selection,
  signal: AbortSignal,
): Promise<readonly ResetEvent[]> {
  const found: ResetEvent[] = [];
  for await (const event of auditEvents(graph, range, { signal })) {
    if (isReset(event) && (user === undefined || isBy(event, user))) {
      found.push(
        ...asResets(event).filter(
          (reset) => device === undefined || isCalled(reset.device, [reset.deviceId], device),
        ),
      );
    }
  }
  return found.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

// Intune names the remote actions after Graph's, as in "wipe ManagedDevice".
function isReset({ activityType, displayName }: AuditEvent): boolean {
  return [activityType, displayName].some((name) => /^reset\s?passcode\b/i.test(name));
}

function isBy({ actor }: AuditEvent, text: string): boolean {
  const { userPrincipalName, servicePrincipalName, applicationDisplayName, applicationId } = actor ?? {};
  // A person acts through an application, such as the admin center: its name does not mean the person's resets.
  const known = userPrincipalName
    ? [userPrincipalName]
    : [servicePrincipalName, applicationDisplayName, applicationId];
  const typed = typedName(text);
  return known.some((name) => isTyped(name ?? "", typed));
}

function asResets(event: AuditEvent): ResetEvent[] {
  const { activityDateTime: at, activityType, displayName, activityResult: result, resources } = event;
  const common = { at, by: actorOf(event), activity: activityType || displayName, result };
  const devices = resources.length === 0 ? [{ displayName: "", resourceId: "" }] : resources;
  return devices.map((device) => ({ ...common, device: device.displayName, deviceId: device.resourceId }));
}
