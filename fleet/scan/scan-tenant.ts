import { authorsOf } from "../../cli/drift/audit-log.ts";
import type { Change } from "../../cli/drift/changes.ts";
import type { Cloud } from "../../graph/cloud-table.ts";
import { readCredentialSettings } from "../../graph/credentials/settings.ts";
import type { IntuneClient } from "../../intune/client.ts";
import { connectIntune } from "../../intune/connect.ts";
import type { CallContext } from "../../provider/resource.ts";
import { settingsDigest } from "../../settings/digest.ts";
import { plainLines, plainText } from "../../text/plain-text.ts";
import { fleetCloud } from "../credentials/cloud.ts";
import { environmentOf } from "../credentials/environment.ts";
import { FleetError } from "../errors.ts";
import { outcomeOf } from "../failure.ts";
import type { Fleet } from "../fleet.ts";
import { otherTenant } from "../onboard/examine-consent.ts";
import type { TenantOutcome } from "../outcome.ts";
import { refuseStackOfOtherTenant } from "../stack-tenant.ts";
import type { TenantWork } from "../work.ts";
import { changedLookUps } from "./changed-lookups.ts";
import { compareResources, readResources } from "./compare.ts";
import { lookUpDirectory } from "./directory.ts";
import { failureOf } from "./failure.ts";
import { lookedUpInputs } from "./looked-up.ts";
import { inOneVersion } from "./one-version.ts";
import { settingsOf, type TenantSettings } from "./settings.ts";
import type { LastUpdate } from "./state/last-update.ts";
import { openStates, type StackStates } from "./state/read-states.ts";
import type { StackState } from "./state/stack-state.ts";

type Result = Pick<TenantOutcome, "status"> &
  Partial<Pick<TenantOutcome, "reason" | "drift" | "notices" | "error">>;

/** What the scans of a fleet have in common. */
export type SharedByScans = {
  readonly states: StackStates;
  /** The cloud of all tenants; looked up once. */
  readonly cloud: () => Promise<Cloud>;
};

/**
 * What the scans of a fleet have in common, for a caller that scans more than one tenant.
 *
 * @throws FleetError `projectUnreadable`.
 */
export async function sharedByScans(
  fleet: Pick<Fleet, "project">,
  env: NodeJS.ProcessEnv,
): Promise<SharedByScans> {
  return { states: await openStates(fleet, env), cloud: fleetCloud(env) };
}

/**
 * Compares a tenant with its stack's state: without the engine, by one sign-in and one `$batch`. Only for a tenant that
 * drifted Intune's audit log is asked, who changed it. What was read is released with the outcome.
 *
 * @param shared by default made for this scan alone.
 * @throws the signal's reason where it was aborted.
 */
export async function scanTenant(work: TenantWork, shared?: SharedByScans): Promise<TenantOutcome> {
  const { signal, report } = work;
  signal.throwIfAborted();
  const startedAt = new Date();
  const alive = setInterval(() => report("Comparing"), 5000);
  try {
    const result = await scan(work, shared).catch((error: unknown): Result => {
      signal.throwIfAborted();
      return failureOf(error, work);
    });
    return outcomeOf(work, startedAt, result);
  } finally {
    clearInterval(alive);
  }
}

async function scan(work: TenantWork, shared: SharedByScans | undefined): Promise<Result> {
  const { fleet, tenant, signal, report } = work;
  report("Reading the stack's state");
  const { states, cloud } = shared ?? (await sharedByScans(fleet, work.env));
  const settings = settingsOf(tenant, states.project);
  const state = await states.read(tenant.stack, signal);
  refuseStackOfOtherTenant(tenant, state?.outputs ?? {});
  const skipped = whyNotScanned(state, settings);
  if (skipped !== undefined || state === undefined) {
    return skipped ?? { status: "notScanned", reason: "neverDeployed" };
  }
  report("Reading the tenant");
  const notices: string[] = [];
  const env = { ...work.env, ...(await environmentOf(tenant, work.env, signal)) };
  const client = connectIntune(settings.provider, { env, report, signal, ...sharedCloud(settings, cloud) });
  const context = contextOf(work, client, notices);
  const [read, directory] = await Promise.all([
    readResources(context, state.resources),
    lookUpDirectory(context, settings.program),
  ]);
  if (directory.tenantId !== undefined && directory.tenantId !== tenant.tenantId) {
    throw new FleetError(otherTenant(tenant, directory.tenantId));
  }
  const changed = changedLookUps(state.resources, directory, settings.program);
  const lookedUp = lookedUpInputs(directory, settings.program);
  const { drifted, pending, notCompared } = compareResources(state.resources, read, lookedUp);
  const all = [...new Set([...notices, ...notCompared, ...changed])];
  if (drifted.length > 0) {
    return { status: "drifted", drift: await withAuthors(context, drifted, state, env), notices: all };
  }
  return { status: pending.length + changed.length > 0 ? "pending" : "inSync", notices: all };
}

function whyNotScanned(state: StackState | undefined, { program }: TenantSettings): Result | undefined {
  if (state === undefined || state.resources.length === 0) {
    return { status: "notScanned", reason: "neverDeployed" };
  }
  const { lastUpdate } = state;
  if (state.interrupted || lastUpdate?.ended === "failed") {
    return { status: "notScanned", reason: "interruptedUpdate", notices: failedNotices(lastUpdate) };
  }
  const { settingsDigest: deployed } = state.outputs;
  if (deployed === settingsDigest(program)) {
    return lastUpdate === undefined || lastUpdate.ended === "complete"
      ? undefined
      : notAsDeclared(lastUpdate);
  }
  const older =
    "The stack was deployed by an earlier version, which did not write the output settingsDigest: `up` adds it.";
  return { status: "notScanned", reason: "pendingChange", notices: deployed === undefined ? [older] : [] };
}

function failedNotices(last: LastUpdate | undefined): string[] {
  return last?.ended === "failed"
    ? [`The last operation on the stack (${plainText(last.kind)}) did not succeed: \`up\` settles it.`]
    : [];
}

/** What a refresh took over from the tenant counts as deployed since then: compared with that, nothing drifted. */
function notAsDeclared({ kind, ended }: LastUpdate): Result {
  const why =
    ended === "overwritten"
      ? "The stack's state is not the one that its last update left (it was edited by hand, or is being updated)"
      : `The last operation on the stack (${plainText(kind)}) was no update of all its resources`;
  const notice = `${why}, so that it may not have what the program declares: \`up\` applies that, and \`fleet drift\` shows it.`;
  return { status: "notScanned", reason: "pendingChange", notices: [notice] };
}

/** A tenant whose own settings name a cloud is not in the one that all others are in. */
function sharedCloud(
  { provider: { environment, metadataHost } }: TenantSettings,
  cloud: SharedByScans["cloud"],
): Partial<Pick<SharedByScans, "cloud">> {
  return environment || metadataHost ? {} : { cloud };
}

function contextOf(
  { signal, report }: TenantWork,
  client: IntuneClient,
  notices: string[],
): CallContext<IntuneClient> {
  return {
    client: { ...client, graph: inOneVersion(client.graph), assignmentsAhead: undefined },
    signal,
    report,
    warn: async (message) => {
      notices.push(plainLines(message));
    },
    note: (message) => {
      notices.push(plainLines(message));
    },
  };
}

async function withAuthors(
  { client: { graph }, signal }: CallContext<IntuneClient>,
  drifted: readonly Change[],
  { savedAt }: StackState,
  env: NodeJS.ProcessEnv,
): Promise<TenantOutcome["drift"]> {
  const credentials = () => readCredentialSettings(env);
  // Where the log cannot be read, who it was is not known, which takes nothing from what was found.
  const asked = { graph, signal, credentials, output: { note: () => undefined } };
  const authors = await authorsOf(asked, drifted, async () => savedAt);
  return drifted.map(({ urn, type, name, operation, differences }) => {
    const author = authors.get(urn);
    return {
      type,
      name,
      kind: operation === "create" ? ("missing" as const) : ("changed" as const),
      paths: differences.map(({ path }) => path),
      ...(author && { by: author.changedBy, at: author.changedAt }),
    };
  });
}
