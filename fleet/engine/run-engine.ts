import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { authorsOf } from "../../cli/drift/audit-log.ts";
import { changesIn } from "../../cli/drift/changes.ts";
import { contradictionsOf } from "../../cli/drift/contradictions.ts";
import { healingOf } from "../../cli/drift/heal.ts";
import { noticesIn } from "../../cli/drift/notices.ts";
import { createGraph, type Graph } from "../../graph/client.ts";
import { readCredentialSettings } from "../../graph/credentials/settings.ts";
import { plainText } from "../../text/plain-text.ts";
import { version } from "../../version.ts";
import { environmentOf, withoutSecretsOf } from "../credentials/environment.ts";
import { FleetError } from "../errors.ts";
import { explanationOf, outcomeOf } from "../failure.ts";
import { refuseStackOfOtherTenant } from "../stack-tenant.ts";
import type { PerformWork, TenantWork } from "../work.ts";
import { countsOf, driftOf, type Found, violationsIn } from "./found.ts";
import { type OwnUpdates, withOwnUpdates } from "./own-updates.ts";
import type { StackSummary } from "./state.ts";
import { type TenantStack, withTenantStack } from "./tenant-stack.ts";

const reportEveryMilliseconds = 5_000;

/**
 * One tenant's part of a run by the Pulumi engine: `preview`, `up`, `drift` or `heal` of its stack.
 *
 * A stack that is not there is created by `up` alone. `preview` shows what that would create, and leaves nothing behind;
 * `drift` and `heal` say that it was never deployed.
 */
export const runEngine: PerformWork = async (work) => {
  const startedAt = new Date();
  const env = withoutSecretsOf(work.fleet, work.env);
  const progress = reporting(work);
  try {
    Object.assign(env, await environmentOf(work.tenant, work.env, work.signal));
    return outcomeOf(work, startedAt, await progress.during(env));
  } catch (error) {
    // Whatever failed then, failed perhaps because it was interrupted.
    work.signal.throwIfAborted();
    return outcomeOf(work, startedAt, {
      status: "failed",
      error: explanationOf(error, { ...work.env, ...env }),
    });
  }
};

/** Says what is done, again and again while it takes: who listens must know that the work goes on. */
function reporting(work: TenantWork) {
  let text = "starts";
  const report = (progress: string) => {
    text = progress;
    work.report(progress);
  };
  return {
    async during(env: NodeJS.ProcessEnv): Promise<Found> {
      const timer = setInterval(() => work.report(text), reportEveryMilliseconds);
      try {
        return await perform({ ...work, report }, env);
      } finally {
        clearInterval(timer);
      }
    },
  };
}

function perform(work: TenantWork, env: NodeJS.ProcessEnv): Promise<Found> {
  switch (work.operation) {
    case "preview":
      return withTenantStack(work, env, (stack) => preview(work, stack));
    case "up":
      return withOwnUpdates(work, (updates) =>
        withTenantStack(work, env, (stack) => up(work, stack, updates)),
      );
    case "heal":
      return withOwnUpdates(work, (updates) =>
        withTenantStack(work, env, (stack) => heal(work, env, stack, updates)),
      );
    case "drift":
    case "scan":
      return withTenantStack(work, env, (stack) => drift(work, env, stack));
  }
}

async function preview(work: TenantWork, stack: TenantStack): Promise<Found> {
  const summary = await checkedSummary(work, stack);
  work.report("previews");
  const events = await (summary === undefined ? stack.previewNew() : stack.preview());
  const { drifted, pending } = changesIn(events);
  return {
    status: drifted.length > 0 ? "drifted" : pending.length > 0 ? "pending" : "inSync",
    drift: driftOf(drifted),
    changes: countsOf(events),
    notices: [...interrupted(summary), ...noticesOf(events)],
  };
}

async function up(work: TenantWork, stack: TenantStack, updates: OwnUpdates): Promise<Found> {
  const summary = await checkedSummary(work, stack);
  await stack.prepare(summary, updates);
  work.report("updates");
  const events = await stack.up(updates);
  await settlePending(stack, summary, updates);
  return { ...updated(events), drift: driftOf(changesIn(events).drifted) };
}

async function drift(work: TenantWork, env: NodeJS.ProcessEnv, stack: TenantStack): Promise<Found> {
  const summary = await checkedSummary(work, stack);
  if (!summary?.isDeployed) {
    return neverDeployed;
  }
  const { drifted, pending, found } = await check(work, env, stack, summary);
  return {
    ...found,
    status: drifted.length > 0 ? "drifted" : pending.length > 0 ? "pending" : "inSync",
  };
}

async function heal(
  work: TenantWork,
  env: NodeJS.ProcessEnv,
  stack: TenantStack,
  updates: OwnUpdates,
): Promise<Found> {
  const summary = await checkedSummary(work, stack);
  if (!summary?.isDeployed) {
    return neverDeployed;
  }
  const { drifted, pending, found } = await check(work, env, stack, summary);
  if (drifted.length === 0) {
    return { ...found, status: pending.length > 0 ? "pending" : "inSync" };
  }
  const { urns, inBoth } = healingOf({ drifted, pending });
  if (inBoth.length > 0) {
    const error = explanationOf(pendingToo(inBoth.map(({ name }) => name)), env);
    return { ...found, status: "failed", error };
  }
  work.report("restores what drifted");
  const events = await stack.up(updates, urns);
  await settlePending(stack, summary, updates);
  const left = pending.length > 0 ? [`Pending changes (${pending.length}) are left to \`up\`.`] : [];
  return { ...updated(events), drift: found.drift, notices: [...left, ...found.notices] };
}

/**
 * What the stack's state says.
 *
 * @throws FleetError `stackOfOtherTenant`.
 */
async function checkedSummary({ tenant }: TenantWork, stack: TenantStack): Promise<StackSummary | undefined> {
  const summary = await stack.summary();
  refuseStackOfOtherTenant(tenant, summary?.outputs ?? {});
  return summary;
}

const neverDeployed: Found = { status: "notScanned", reason: "neverDeployed" };

/** What drifted of a stack and who did it, what is pending, and what else deserves attention. */
async function check(work: TenantWork, env: NodeJS.ProcessEnv, stack: TenantStack, summary: StackSummary) {
  work.report("previews");
  const events = await stack.preview();
  const changes = changesIn(events);
  const notices: string[] = [];
  const credentials = () => readCredentialSettings(env);
  let graph: Graph | undefined;
  const context = {
    credentials,
    signal: work.signal,
    output: { note: (text: string) => notices.push(text) },
    get graph() {
      graph ??= createGraph({
        credentials: credentials(),
        userAgent: `pin-reset/${version}`,
        signal: work.signal,
        onWait: () => work.report("waits for Microsoft Graph"),
      });
      return graph;
    },
  };
  work.report("asks who changed it");
  const authors = await authorsOf(context, changes.drifted, async () => summary.writtenAt);
  const contradictions = await contradictionsOf(context, events);
  return {
    ...changes,
    found: {
      drift: driftOf(changes.drifted, authors),
      changes: countsOf(events),
      notices: [...interrupted(summary), ...notices, ...noticesOf(events), ...contradictions].map(plainText),
    },
  };
}

/** How an update ended that did not fail. */
function updated(events: readonly EngineEvent[]): Found {
  const changes = countsOf(events);
  const changed = Object.values(changes).some((count) => count > 0);
  return { status: changed ? "changed" : "inSync", changes, notices: noticesOf(events) };
}

function noticesOf(events: readonly EngineEvent[]): string[] {
  return [...noticesIn(events), ...violationsIn(events).advisory].map(plainText);
}

function interrupted(summary: StackSummary | undefined): string[] {
  return summary && summary.pending > 0
    ? [`An earlier update was interrupted during ${summary.pending} operations: \`up\` settles them.`]
    : [];
}

/**
 * What an interrupted update was about to create is in the state until it is cleared, and the engine leaves that to a person:
 * it may have been created, and is in no state then. Here an update that succeeded has created it or, by its name, found it.
 */
async function settlePending(
  stack: TenantStack,
  summary: StackSummary | undefined,
  updates: OwnUpdates,
): Promise<void> {
  if (summary?.root !== undefined && summary.pendingCreates > 0) {
    await stack.clearPendingCreates(summary.root, updates);
  }
  await updates.forget();
}

function pendingToo(names: readonly string[]): FleetError {
  return new FleetError({
    code: "driftWithPending",
    message: plainText(
      `Nothing was restored: the program also has pending changes to what drifted (${names.join(", ")}).`,
    ),
    hint: "Apply both with `up`, after a look at `preview`.",
  });
}
