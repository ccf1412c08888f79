import type { z } from "zod";
import { createGraph, type GraphOptions } from "../graph/client.ts";
import { readCredentialSettings } from "../graph/credentials/settings.ts";
import { describeWait } from "../graph/wait-notice.ts";
import { version } from "../version.ts";
import { justificationOf, withApprovals } from "./approvals.ts";
import { assignmentsAhead } from "./assignments-ahead.ts";
import type { IntuneClient } from "./client.ts";
import type { configuration } from "./configuration.ts";
import { readsEncryptedValues } from "./read-encrypted-values.ts";
import { replicationDelays } from "./replication.ts";
import { refuseWithoutIntune } from "./undocumented.ts";

/** Where a client's settings come from besides the provider's own, and who hears of it. */
type Surroundings = {
  /** Holds the ARM_* and INTUNE_* variables. */
  readonly env: Record<string, string | undefined>;
  readonly report: (message: string) => void;
  /** The cloud, where it was looked up before. */
  readonly cloud?: GraphOptions["cloud"];
  /** Ends what the client does for all calls together, once it is aborted. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * The client of one tenant. It asks for nothing before its first call.
 *
 * @throws CredentialSettingsError, IntuneError: what must be corrected in the settings.
 */
export function connectIntune(
  {
    retryTimeoutSeconds,
    allowUndocumentedCloud,
    readEncryptedValues,
    approvalJustification,
    ...overrides
  }: z.output<typeof configuration>,
  { env, report, cloud, signal }: Surroundings,
): IntuneClient {
  const graph = createGraph({
    credentials: readCredentialSettings(env, present(overrides)),
    userAgent: `pulumi-intune/${version}`,
    accept: allowUndocumentedCloud ? undefined : refuseWithoutIntune,
    retryTimeoutSeconds,
    cloud,
    signal,
    onWait: (notice) => report(describeWait(notice)),
  });
  return {
    graph: withApprovals(graph, justificationOf(env, approvalJustification)),
    ...seenByOne(env),
    readEncryptedValues: readsEncryptedValues(env, readEncryptedValues),
    replicationDelays,
  };
}

/** What one provider made and read during an operation of the engine. The next operation may find it changed. */
export function seenByOne(
  env: Surroundings["env"],
): Pick<IntuneClient, "made" | "unassigned" | "assignmentsAhead"> {
  return { made: new Set(), unassigned: new Set(), assignmentsAhead: assignmentsAhead(env) };
}

/** The settings without those that are not given, which exact optional types tell apart. */
export function present<Settings extends object>(settings: Settings) {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
