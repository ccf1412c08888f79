import type { Explanation } from "../../../text/explained-error.ts";
import { messageOf } from "../../../text/message-of.ts";
import { never, readReset } from "../action.ts";
import type { Passcode } from "../passcode.ts";
import type { Entry } from "./results.ts";
import type { ThrottledGraph } from "./throttled-graph.ts";

/** What an earlier run ended, as its results file has it; `why` says why there is no passcode to print again. */
export type EarlierResult = Pick<Entry, "line" | "id" | "name" | "state"> &
  (
    | {
        readonly requestId: string;
        readonly setAt: string;
        readonly visibleUntil: string;
        readonly secret?: string | undefined;
        readonly passcode?: Passcode;
        readonly why?: string;
        readonly failure?: never;
      }
    | { readonly failure: Explanation }
  );

type Looking = {
  readonly paced: ThrottledGraph;
  readonly signal: AbortSignal;
  /** Whether passcodes are printed at all: not where a vault is to keep them. */
  readonly printsPasscodes: boolean;
};

/**
 * What earlier runs ended, to be printed again, in the order of the list: each passcode as long as Intune shows the
 * very one that was set then. It resets nothing.
 *
 * @throws What the signal was aborted with.
 */
export async function earlierResults(
  ended: readonly Entry[],
  looking: Looking,
): Promise<readonly EarlierResult[]> {
  const results = await Promise.all(ended.map((entry) => resultOf(entry, looking)));
  looking.signal.throwIfAborted();
  return results.flat().toSorted((one, other) => one.line - other.line);
}

async function resultOf(entry: Entry, looking: Looking): Promise<EarlierResult[]> {
  if ("code" in entry) {
    const { line, id, name, state, code, message, hint } = entry;
    return [{ line, id, name, state, failure: { code, message, hint } }];
  }
  if (entry.state !== "done") {
    return [];
  }
  const isKept = entry.secret !== undefined || !looking.printsPasscodes;
  return [isKept ? entry : { ...entry, ...(await passcodeOf(entry, looking)) }];
}

async function passcodeOf(
  { id, setAt }: Extract<Entry, { state: "done" }>,
  { paced, signal }: Looking,
): Promise<{ passcode: Passcode } | { why: string }> {
  try {
    const newest = await readReset(paced.graph, id, never, signal);
    if (newest.state === "none") {
      return { why: "Intune does not show the reset any more" };
    }
    if (newest.setAt !== setAt) {
      return { why: "another reset was asked for since" };
    }
    return newest.passcode === undefined
      ? { why: "Intune does not show the passcode" }
      : { passcode: newest.passcode };
  } catch (error) {
    return { why: `the passcode could not be read: ${messageOf(error)}` };
  }
}
