import { GraphError } from "../../graph/errors.ts";
import { actorOf, auditEvents } from "../audit/log.ts";
import type { Context } from "../context.ts";
import type { Change } from "./changes.ts";

/** Who changed a resource last, and when (RFC 3339 in UTC). */
export type Author = { readonly changedBy: string; readonly changedAt: string };

const day = 24 * 60 * 60 * 1000;
const furthestDays = 30;
const mostPages = 20;
const mostMilliseconds = 60_000;

/**
 * Who changed the Intune resources among these last, by URN: from Intune's audit log since the stack's last update, at
 * most 30 days back. What our own app did is left out, and so is what the log does not have. Where the log cannot be read, a note
 * says so, and no author is named.
 */
export async function authorsOf(
  context: AuditContext,
  changes: readonly Change[],
  lastUpdate: () => Promise<Date | undefined>,
): Promise<ReadonlyMap<string, Author>> {
  const intune = changes.filter(({ type, id }) => type.startsWith("intune:") && id !== undefined);
  if (intune.length === 0) {
    return new Map();
  }
  try {
    const events = await foreignEvents(context, startOf(await lastUpdate()));
    return new Map(
      intune.flatMap(({ urn, id }) => {
        const last = events.find(({ resourceIds }) => resourceIds.has(id ?? ""));
        return last ? [[urn, { changedBy: last.by, changedAt: last.at }]] : [];
      }),
    );
  } catch (error) {
    if (context.signal.aborted || !(error instanceof Error)) {
      throw error;
    }
    context.output.note(`Who changed it is not known: ${reasonOf(error)}`);
    return new Map();
  }
}

/**
 * The history has whole seconds, and it does not say who deployed: what was done in the last of them may be the deployment's own.
 * Naming nobody for it is better than naming who did not do it.
 */
function startOf(lastUpdate: Date | undefined): Date {
  return new Date(Math.max(Date.now() - furthestDays * day, lastUpdate ? lastUpdate.getTime() + 1000 : 0));
}

/** What of a command's context is needed to ask the audit log. */
export type AuditContext = Pick<Context, "graph" | "signal" | "credentials"> & {
  readonly output: Pick<Context["output"], "note">;
};

type Event = { readonly at: string; readonly by: string; readonly resourceIds: ReadonlySet<string> };

/** What others than our own app did from a time on, the latest first. */
async function foreignEvents(
  { graph, signal, credentials }: AuditContext,
  since: Date,
): Promise<readonly Event[]> {
  const own = credentials().clientId?.toLowerCase();
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(mostMilliseconds)]);
  const found: Event[] = [];
  for await (const event of auditEvents(graph, { since }, { signal: inTime, mostPages })) {
    const { activityDateTime: at, activityResult, actor, resources } = event;
    const isOwn = own !== undefined && actor?.applicationId.toLowerCase() === own;
    const by = actorOf(event);
    if (isOwn || by === "" || /^fail/i.test(activityResult)) {
      continue;
    }
    found.push({ at, by, resourceIds: new Set(resources.map(({ resourceId }) => resourceId)) });
  }
  return found.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

function reasonOf(error: Error): string {
  if (error instanceof GraphError && error.code === "cancelled") {
    return `Intune's audit log did not answer within ${mostMilliseconds / 1000} s.`;
  }
  return error.message;
}
