import type { AllowablePlatform } from "../../../domain/support.ts";
import type { Graph } from "../../../graph/client.ts";
import { type Device, describeDevice, deviceSchema } from "../../devices/device.ts";
import { CommandError } from "../../errors.ts";
import { listed } from "./bad-list.ts";
import { comparable, type Row } from "./device-list.ts";
import { devicesOf, type Target, targetsOf } from "./match-devices.ts";
import { type BegunEntry, type Entry, hasBegun, hasEnded, mayBeSentAgain, type Results } from "./results.ts";

/** What is to do for a list, by what earlier runs did. */
export type Plan = {
  /** Those whose end is known: they are left alone. */
  readonly ended: readonly Entry[];
  /** Those whose reset was asked for, and those that the list does not find any more: the result is waited for. */
  readonly begun: readonly Target[];
  /** Those whose reset may or may not have been requested: they may be reset again. */
  readonly unsure: readonly Target[];
  readonly fresh: readonly Target[];
};

type Planning = {
  readonly earlier: Results["byLine"];
  readonly allowPlatforms: readonly AllowablePlatform[];
  readonly signal: AbortSignal;
};

/**
 * What is to do for the rows of a list. The tenant's devices are read once, and only if something is left to do. What
 * the results file says that earlier runs began has to hold against the list and the platforms as every fresh row
 * does: anybody may have written it.
 * @throws CommandError `otherDevice` where an entry names a device that its line does not mean; and as `targetsOf` and
 * `devicesOf` do.
 */
export async function planOf(graph: Graph, rows: readonly Row[], planning: Planning): Promise<Plan> {
  const { earlier, allowPlatforms, signal } = planning;
  const entries = rows.flatMap(({ line }) => earlier.get(line) ?? []);
  const ended = entries.filter(hasEnded);
  const begun = entries.filter(hasBegun);
  const left = rows.filter(({ line }) => !ended.some((entry) => entry.line === line));
  if (left.length === 0) {
    return { ended, begun: [], unsure: [], fresh: [] };
  }
  const found = await devicesOf(graph, left, signal);
  const { gone, kept } = await checkEntries(graph, { begun, rows: left, found, signal });
  for (const [line, device] of kept) {
    found.set(line, [device]);
  }
  const goneLines = new Set(gone.map(({ line }) => line));
  const present = left.filter(({ line }) => !goneLines.has(line));
  const taken = new Map([...ended, ...gone].map(({ id, line }) => [comparable("id", id), line]));
  // Who has left Intune since keeps the name under which the reset was asked for.
  const targets = [
    ...targetsOf(present, { found, taken, allowPlatforms }),
    ...gone.map(({ line, id, name }) => ({
      line,
      device: deviceSchema.parse({ id, deviceName: name }),
      lookOnly: true as const,
    })),
  ];
  const mayBeReset = (entry: BegunEntry) => mayBeSentAgain(entry) && !goneLines.has(entry.line);
  const states = new Map(begun.map((entry) => [entry.line, mayBeReset(entry) ? "unsure" : "begun"]));
  const those = (state: string | undefined) => targets.filter(({ line }) => states.get(line) === state);
  return { ended, begun: those("begun"), unsure: those("unsure"), fresh: those(undefined) };
}

type Checking = {
  readonly begun: readonly BegunEntry[];
  readonly rows: readonly Row[];
  readonly found: ReadonlyMap<number, readonly Device[]>;
  readonly signal: AbortSignal;
};

/** The devices of the entries by their lines, and the entries whose device has left Intune. */
async function checkEntries(
  graph: Graph,
  { begun, rows, found, signal }: Checking,
): Promise<{ kept: [number, Device][]; gone: BegunEntry[] }> {
  const meantBy = ({ line, id }: BegunEntry) => found.get(line)?.find((device) => isSameId(device.id, id));
  const kept = begun.flatMap((entry): [number, Device][] => {
    const device = meantBy(entry);
    return device === undefined ? [] : [[entry.line, device]];
  });
  const others = begun.filter((entry) => meantBy(entry) === undefined);
  if (others.length === 0) {
    return { kept, gone: [] };
  }
  const named = await devicesNamed(graph, others, signal);
  const wrong = others.filter((entry) => {
    const row = rows.find(({ line }) => line === entry.line);
    const isOtherId = row?.cells.id !== undefined && !isSameId(row.cells.id, entry.id);
    return isOtherId || found.has(entry.line) || named.has(comparable("id", entry.id));
  });
  if (wrong.length > 0) {
    throw otherDevices(wrong, named);
  }
  return { kept, gone: others };
}

/** As the lookup compares them: an entry that only looks different must not pass for one of no device. */
function isSameId(one: string, other: string): boolean {
  return comparable("id", one) === comparable("id", other);
}

/** The devices that entries name, by the id as `comparable` gives it. */
async function devicesNamed(
  graph: Graph,
  entries: readonly BegunEntry[],
  signal: AbortSignal,
): Promise<Map<string, Device>> {
  const ids = [...new Set(entries.map(({ id }) => comparable("id", id)))];
  const found = await devicesOf(
    graph,
    ids.map((id, index) => ({ line: index, key: "id", cells: { id } })),
    signal,
  );
  return new Map([...found.values()].flat().map((device) => [comparable("id", device.id), device]));
}

function otherDevices(wrong: readonly BegunEntry[], named: ReadonlyMap<string, Device>): CommandError {
  const lines = wrong.map(({ line, id }) => {
    const device = named.get(comparable("id", id));
    const what = device === undefined ? id : `${describeDevice(device)}, ${id}`;
    return `Line ${line}: a reset of ${what} is noted, which is not the device that this line of the list means.`;
  });
  const message = "The results file does not fit the list. Nothing was reset.";
  return new CommandError("otherDevice", listed(message, lines), {
    hint:
      "If the device was renamed or enrolled again since, `npm run pin-reset -- reset --resume ID` shows its result; give it the\n" +
      "name in the list again, and run the same command. If not, the file was altered: restore it.",
    ending: "usage",
  });
}

/** The check again, for a results file that was written after the plan. */
export function checkUnchanged(targets: readonly Target[], earlier: Results["byLine"], file: string): void {
  const other = targets.find(({ line, device, lookOnly }) => {
    const entry = earlier.get(line);
    // Without its entry, one that may only be looked at would pass for one to reset.
    if (entry === undefined || !hasBegun(entry)) {
      return lookOnly || (entry && !isSameId(entry.id, device.id));
    }
    return !isSameId(entry.id, device.id);
  });
  if (other === undefined) {
    return;
  }
  throw new CommandError(
    "otherDevice",
    `${file} was written in the meantime, and names another device for line ${other.line}. Nothing was reset.`,
    { hint: "Run the same command again: it says which device.", ending: "usage" },
  );
}
