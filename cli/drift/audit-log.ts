import { z } from "zod";
import { GraphError } from "../../graph/errors.ts";
import { answerAs } from "../answer.ts";
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
 * most 30 days back. What our own app did is left out, as is all that the log does not tell. A log that cannot be read is noted,
 * and then nobody is named.
 * Source: https://learn.microsoft.com/graph/api/intune-auditing-auditevent-list
 */
export async function authorsOf(
  context: Context,
  changes: readonly Change[],
  lastUpdate: () => Promise<Date | undefined>,
): Promise<ReadonlyMap<string, Author>> {
  const intune = changes.filter(({ type, id }) => type.startsWith("intune:") && id !== undefined);
  if (intune.length === 0) return new Map();
  try {
    const events = await foreignEvents(context, startOf(await lastUpdate()));
    return new Map(
      intune.flatMap(({ urn, id }) => {
        const last = events.find(({ resourceIds }) => resourceIds.has(id ?? ""));
        return last ? [[urn, { changedBy: last.by, changedAt: last.at }]] : [];
      }),
    );
  } catch (error) {
    if (context.signal.aborted || !(error instanceof Error)) throw error;
    context.output.note(`Who changed it is not known: ${reasonOf(error)}`);
    return new Map();
  }
}

/** The history tells seconds alone: what our own deployment did in the last of them is left out. */
function startOf(lastUpdate: Date | undefined): Date {
  return new Date(Math.max(Date.now() - furthestDays * day, lastUpdate ? lastUpdate.getTime() + 1000 : 0));
}

type Event = { readonly at: string; readonly by: string; readonly resourceIds: ReadonlySet<string> };

const told = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

const auditEvent = z.looseObject({
  activityDateTime: z.string(),
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
    .array(z.looseObject({ resourceId: told }))
    .nullish()
    .transform((resources) => resources ?? []),
});

const page = z.looseObject({ value: z.array(auditEvent), "@odata.nextLink": z.string().optional() });

/** What others than our own app did from a time on, the latest first. Intune may ignore a condition: it is looked at again. */
async function foreignEvents(
  { graph, signal, credentials }: Context,
  since: Date,
): Promise<readonly Event[]> {
  const own = credentials().clientId?.toLowerCase();
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(mostMilliseconds)]);
  const condition = encodeURIComponent(`activityDateTime ge ${since.toISOString()}`);
  const found: Event[] = [];
  let path: string | undefined = `/deviceManagement/auditEvents?$filter=${condition}`;
  for (let pages = 0; path !== undefined && pages < mostPages; pages += 1) {
    const answer: z.output<typeof page> = answerAs(
      page,
      await graph.read({ version: "v1.0", path, signal: inTime }),
      path,
    );
    for (const { activityDateTime: at, activityResult, actor, resources } of answer.value) {
      const isOwn = own !== undefined && actor?.applicationId.toLowerCase() === own;
      const by = nameOf(actor);
      const counts = Date.parse(at) >= since.getTime() && by !== "" && !/^fail/i.test(activityResult);
      if (counts && !isOwn)
        found.push({ at, by, resourceIds: new Set(resources.map(({ resourceId }) => resourceId)) });
    }
    path = answer["@odata.nextLink"];
  }
  return found.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

function nameOf(actor: z.output<typeof auditEvent>["actor"]): string {
  return (
    actor?.userPrincipalName ||
    actor?.servicePrincipalName ||
    actor?.applicationDisplayName ||
    actor?.applicationId ||
    ""
  );
}

function reasonOf(error: Error): string {
  if (error instanceof GraphError && error.kind === "cancelled") {
    return `Intune's audit log did not answer within ${mostMilliseconds / 1000} s.`;
  }
  return error.message.split("\n")[0] ?? "";
}
