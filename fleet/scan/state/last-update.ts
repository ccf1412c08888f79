import { z } from "zod";

/**
 * What ran last on a stack.
 * - `complete`: an update of all that the program declares, which succeeded: the state is what the program declares.
 * - `failed`: it did not succeed. It may have refreshed the state before, which then has as deployed what drifted.
 * - `partial`: it succeeded, and took what is in the tenant into the state, or updated some resources only.
 * - `overwritten`: it succeeded, but the state is another one than it left: an edit by hand, or an update that runs now.
 */
export type LastUpdate = {
  readonly kind: string;
  readonly ended: "complete" | "failed" | "partial" | "overwritten";
};

/** How many updates of a history are looked at: after an update that settled what was interrupted, a refresh follows. */
export const mostUpdates = 5;

/** An update as a history has it; a backend of files has a file for each. */
export const pastUpdate = z.looseObject({
  kind: z.string(),
  result: z.string().nullish(),
  environment: z.record(z.string(), z.string()).nullish(),
});

/** A history of Pulumi Cloud, and what `pulumi stack history --json` prints. */
export const history = z.union([
  z.array(pastUpdate),
  z.looseObject({ updates: z.array(pastUpdate).nullish() }),
]);

type PastUpdate = z.output<typeof pastUpdate>;

/**
 * The options by which an update leaves out some of what the program declares; the CLI notes them by name.
 * Source: https://github.com/pulumi/pulumi/blob/v3.259.0/pkg/cmd/pulumi/metadata/metadata.go
 */
const partialOptions = ["target", "target-dependents", "exclude", "exclude-dependents", "target-replace"];

/** Whether an entry tells nothing: it asked the tenant for nothing, and changed no resource in the state. */
function isSettling({ kind, environment }: PastUpdate): boolean {
  return kind === "refresh" && has(environment, "clear-pending-creates") && has(environment, "target");
}

/**
 * What ran last on a stack, by its updates, the newest first.
 *
 * @returns undefined where nothing is known, as of a state that was imported.
 */
export function lastUpdateIn(updates: readonly PastUpdate[]): LastUpdate | undefined {
  const last = updates.find((update) => !isSettling(update));
  if (last === undefined) {
    return undefined;
  }
  const { kind, result, environment } = last;
  if (result !== "succeeded") {
    return { kind, ended: "failed" };
  }
  const isWhole = kind === "update" && !partialOptions.some((option) => has(environment, option));
  return { kind, ended: isWhole ? "complete" : "partial" };
}

function has(environment: PastUpdate["environment"], option: string): boolean {
  return environment?.[`pulumi.flag.${option}`] !== undefined;
}

/** The updates of what Pulumi Cloud or the CLI returned. */
export function updatesIn(found: z.output<typeof history>): readonly PastUpdate[] {
  return Array.isArray(found) ? found : (found.updates ?? []);
}
