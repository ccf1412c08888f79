import type { Graph } from "../../../graph/client.ts";
import type { Explanation } from "../../../text/explained-error.ts";
import { messageOf } from "../../../text/message-of.ts";
import { type Device, deviceSchema } from "../../devices/device.ts";
import { never, readReset } from "../action.ts";
import type { Passcode } from "../passcode.ts";
import { comparable, type Row } from "./device-list.ts";
import { devicesOf } from "./match-devices.ts";
import type { Entry } from "./results.ts";
import type { ThrottledGraph } from "./throttled-graph.ts";

/**
 * What an earlier run ended, as its results file has it. Of a device that its line of the list does not mean any more, no
 * more is known than its id and its name then. `why` says why there is no passcode to print again.
 */
export type EarlierResult = Pick<Entry, "line" | "state"> & { readonly device: Device } & (
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
  readonly graph: Graph;
  readonly paced: ThrottledGraph;
  readonly rows: readonly Row[];
  readonly signal: AbortSignal;
  /** Whether passcodes are printed at all: not where a vault is to keep them. */
  readonly printsPasscodes: boolean;
};

/**
 * What earlier runs ended, to be printed again, in the order of the list: each passcode as long as Intune shows the
 * very one that was set then. Anybody may have written the results file: a passcode is that of the device which the
 * list means, or none. It resets nothing.
 *
 * @throws GraphError, CredentialError; what the signal was aborted with.
 */
export async function earlierResults(
  ended: readonly Entry[],
  looking: Looking,
): Promise<readonly EarlierResult[]> {
  const { graph, rows, signal } = looking;
  const lines = new Set(ended.map(({ line }) => line));
  const found = await devicesOf(
    graph,
    rows.filter(({ line }) => lines.has(line)),
    signal,
  );
  const results = await Promise.all(
    ended.map((entry) => {
      const id = comparable("id", entry.id);
      const meant = found.get(entry.line)?.find((device) => comparable("id", device.id) === id);
      return resultOf(entry, meant, looking);
    }),
  );
  signal.throwIfAborted();
  return results.flat().toSorted((one, other) => one.line - other.line);
}

async function resultOf(entry: Entry, meant: Device | undefined, looking: Looking): Promise<EarlierResult[]> {
  const { line, id, name, state } = entry;
  const about = { line, state, device: meant ?? deviceSchema.parse({ id, deviceName: name }) };
  if ("code" in entry) {
    const { code, message, hint } = entry;
    return [{ ...about, failure: { code, message, hint } }];
  }
  if (entry.state !== "done") {
    return [];
  }
  const { requestId, setAt, visibleUntil, secret } = entry;
  const done = { ...about, requestId, setAt, visibleUntil, secret };
  if (secret !== undefined || !looking.printsPasscodes) {
    return [done];
  }
  if (meant === undefined) {
    return [{ ...done, why: "its line of the list does not mean this device any more" }];
  }
  return [{ ...done, ...(await passcodeOf(meant, setAt, looking)) }];
}

async function passcodeOf(
  { id }: Device,
  setAt: string,
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
