import { createHash } from "node:crypto";
import { isFailure, type TenantOutcome } from "../outcome.ts";
import type { ReportModel } from "../report/model.ts";

/** What a webhook was told of one operation. It holds digests, and no text of a tenant but its name. */
export type Told = {
  /** Each tenant that was told to have drifted or failed, and the digest of how. */
  readonly tenants: ReadonlyMap<string, string>;
  /** The last run that was told to have changed tenants, and how many. */
  readonly changed: string | undefined;
  /** The last run that was told to wait, for which ring and why. */
  readonly waiting: string | undefined;
};

/**
 * Whether a run has something to tell: a tenant drifted, failed, or is well again, otherwise than was told; it changed tenants;
 * or it waits for a person. The first run has: a webhook that never said anything may as well be broken.
 */
export function hasNews(told: Told | undefined, model: ReportModel): boolean {
  if (told === undefined) {
    return true;
  }
  const [changed, waiting] = [changedBy(model), waitingIn(model)];
  return (
    (changed !== undefined && changed !== told.changed) ||
    (waiting !== undefined && waiting !== told.waiting) ||
    issuesOf(model).some(([tenant, digest]) => digest !== told.tenants.get(tenant))
  );
}

/** What a webhook knows once it was told of a run. Of tenants that the run did not have, it knows what it knew. */
export function toldAfter(told: Told | undefined, model: ReportModel): Told {
  const tenants = new Map(told?.tenants);
  for (const [tenant, digest] of issuesOf(model)) {
    if (digest === undefined) {
      tenants.delete(tenant);
    } else {
      tenants.set(tenant, digest);
    }
  }
  return {
    tenants,
    changed: changedBy(model) ?? told?.changed,
    waiting: waitingIn(model) ?? told?.waiting,
  };
}

/** Each tenant that has ended, and the digest of what is wrong with it; undefined where nothing is. */
function issuesOf({ rows }: ReportModel): readonly (readonly [string, string | undefined])[] {
  return rows.flatMap(({ tenant, outcome }) => (outcome ? [[tenant, issueOf(outcome)] as const] : []));
}

/**
 * Who drifted it, and when, is left out: Intune's audit log may say so hours later, which is no news. So is an error's message:
 * it may have a time or a request's id.
 */
function issueOf(outcome: TenantOutcome): string | undefined {
  if (outcome.status !== "drifted" && !isFailure(outcome)) {
    return undefined;
  }
  const { status, reason, drift, error } = outcome;
  const resources = drift.map(({ type, name, kind, paths }) => [type, name, kind, paths.toSorted()]);
  const sorted = resources.map((resource) => JSON.stringify(resource)).sort();
  return createHash("sha256")
    .update(JSON.stringify([status, reason, sorted, error?.code]))
    .digest("base64url");
}

function changedBy({ runId, totals }: ReportModel): string | undefined {
  return totals.changed > 0 ? `${runId} ${totals.changed}` : undefined;
}

function waitingIn({ runId, waiting }: ReportModel): string | undefined {
  return waiting && `${runId} ${waiting.reason} ${waiting.ring}`;
}
