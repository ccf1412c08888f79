import { type AllowablePlatform, canReset } from "../../../domain/support.ts";
import type { Graph } from "../../../graph/client.ts";
import { type Device, describeDevice } from "../../devices/device.ts";
import { tellsApart } from "../../devices/find.ts";
import { listDevices } from "../../devices/list.ts";
import { CommandError } from "../../errors.ts";
import { listed } from "./bad-list.ts";
import { comparable, type Row } from "./device-list.ts";
import { type KeyColumn, keyColumns } from "./list-columns.ts";

/** A device to reset, and the line of the list that means it. `lookOnly`: that line means none any more. */
export type Target = { readonly line: number; readonly device: Device; readonly lookOnly?: true };

/** The devices that fit each row, by its line, all from one list of the tenant's. @throws GraphError, CredentialError. */
export async function devicesOf(
  graph: Graph,
  rows: readonly Row[],
  signal: AbortSignal,
): Promise<Map<number, Device[]>> {
  const wanted = new Map(rows.map((row) => [keyOf(row.key, row.cells[row.key] ?? ""), row]));
  const keys = [...new Set(rows.map(({ key }) => key))];
  const found = new Map<number, Device[]>();
  for await (const device of listDevices(graph, { signal })) {
    for (const key of keys) {
      const row = wanted.get(keyOf(key, known[key](device)));
      if (row === undefined || !fits(row, device)) {
        continue;
      }
      found.set(row.line, [...(found.get(row.line) ?? []), device]);
    }
  }
  return found;
}

type Checking = {
  readonly found: ReadonlyMap<number, readonly Device[]>;
  /** The lines that mean a device already, by its id as `comparable` gives it. */
  readonly taken: ReadonlyMap<string, number>;
  readonly allowPlatforms: readonly AllowablePlatform[];
};

/**
 * The one device that each row means.
 *
 * @throws CommandError with every issue and its line: `noDevice` where a row means
 * none, several, or the device of another line; else `notSupported` where a device cannot be reset.
 */
export function targetsOf(rows: readonly Row[], { found, taken, allowPlatforms }: Checking): Target[] {
  const targets = rows.flatMap(({ line }) => (found.get(line) ?? []).map((device) => ({ line, device })));
  const unclear = [
    ...rows.flatMap((row) => notOne(row, found.get(row.line) ?? [])),
    ...shared(targets, taken),
  ];
  if (unclear.length > 0) {
    throw noDevice(unclear);
  }
  const refused = targets.flatMap((target) => unsupported(target, allowPlatforms));
  if (refused.length > 0) {
    throw notSupported(refused);
  }
  return targets;
}

const known: Record<KeyColumn, (device: Device) => string> = {
  id: ({ id }) => id,
  serialNumber: ({ serialNumber }) => serialNumber,
  device: ({ deviceName }) => deviceName,
  user: ({ userPrincipalName }) => userPrincipalName,
};

function keyOf(key: KeyColumn, text: string): string {
  return `${key} ${comparable(key, text)}`;
}

/**
 * An id means one device, regardless of its other cells: spreadsheets change names and serial numbers, and people change
 * a device's name. The user is compared all the same, as the device may have become another one's since.
 */
function fits({ key: lookedUpBy, cells }: Row, device: Device): boolean {
  return comparedColumns(lookedUpBy).every((key) => {
    const cell = cells[key];
    return cell === undefined || comparable(key, cell) === comparable(key, known[key](device));
  });
}

function comparedColumns(lookedUpBy: KeyColumn): readonly KeyColumn[] {
  return lookedUpBy === "id" ? ["id", "user"] : keyColumns;
}

type Issue = { readonly line: number; readonly text: string };

function notOne(row: Row, found: readonly Device[]): Issue[] {
  const { line, cells } = row;
  if (found.length === 1) {
    return [];
  }
  const wanted = comparedColumns(row.key).flatMap((key) =>
    cells[key] === undefined ? [] : [`${key} "${cells[key]}"`],
  );
  const many = found.length === 0 ? "no managed device has" : `${found.length} managed devices have`;
  const each = found.map((device) => {
    const more = tellsApart(device).join(", ");
    return more === "" ? device.id : `${device.id} (${more})`;
  });
  const which = each.length === 0 ? "" : `: ${each.join("; ")}`;
  return [{ line, text: `${many} ${wanted.join(" and ")}${which}.` }];
}

function shared(targets: readonly Target[], taken: ReadonlyMap<string, number>): Issue[] {
  const first = new Map(taken);
  return targets.flatMap(({ line, device }) => {
    const id = comparable("id", device.id);
    const before = first.get(id) ?? line;
    first.set(id, before);
    return before === line
      ? []
      : [{ line, text: `${describeDevice(device)} is meant by line ${before} already.` }];
  });
}

function unsupported({ line, device }: Target, allowPlatforms: readonly AllowablePlatform[]): Issue[] {
  const support = canReset(device, { allowPlatforms });
  if (support.supported) {
    return [];
  }
  return [{ line, text: `${describeDevice(device)}: ${support.message}. ${support.hint}` }];
}

function noDevice(issues: readonly Issue[]): CommandError {
  const message = "Not every line means one device. Nothing was reset.";
  return new CommandError("noDevice", listed(message, inWords(issues)), {
    hint: "`npm run --silent pin-reset -- devices --output csv` writes those that this credential can see, with the id of each.",
    ending: "noDevice",
  });
}

function notSupported(issues: readonly Issue[]): CommandError {
  const message = "Not every device can be reset. Nothing was reset.";
  return new CommandError("notSupported", listed(message, inWords(issues)), {
    hint: "Leave those lines out. `npm run pin-reset -- devices --resettable` lists the devices that can be reset.",
    ending: "refused",
  });
}

function inWords(issues: readonly Issue[]): string[] {
  return issues
    .toSorted((one, other) => one.line - other.line)
    .map(({ line, text }) => `Line ${line}: ${text}`);
}
