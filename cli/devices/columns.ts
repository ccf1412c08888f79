import type { Support } from "../../domain/support.ts";
import { localTime } from "../../text/local-time.ts";
import type { Column } from "../output.ts";
import { checkInText, type Device } from "./device.ts";

/** A device, and whether its passcode can be reset. */
export type JudgedDevice = { readonly device: Device; readonly support: Support };

const name: Column<JudgedDevice> = {
  key: "name",
  title: "Name",
  value: ({ device }) => device.deviceName,
  // The id is not among the columns of a list: without it, nobody could say which device that is.
  table: { priority: 1, short: ({ device }) => device.deviceName || device.id },
};
const user: Column<JudgedDevice> = {
  key: "user",
  title: "User",
  value: ({ device }) => device.userPrincipalName,
  table: { priority: 2, min: 14 },
};
const operatingSystem: Column<JudgedDevice> = {
  key: "operatingSystem",
  title: "Platform",
  value: ({ device }) => device.operatingSystem,
  table: { priority: 3 },
};
const osVersion: Column<JudgedDevice> = {
  key: "osVersion",
  title: "Version",
  value: ({ device }) => device.osVersion,
  table: { priority: 6 },
};
const joinType: Column<JudgedDevice> = {
  key: "joinType",
  title: "Join type",
  value: ({ device }) => device.joinType,
  table: { priority: 8 },
};
const lastCheckIn: Column<JudgedDevice> = {
  key: "lastCheckIn",
  title: "Last check-in",
  value: ({ device }) => device.lastSyncDateTime,
  table: { priority: 4, short: ({ device }) => checkInText(device, localTime) },
};
const serialNumber: Column<JudgedDevice> = {
  key: "serialNumber",
  title: "Serial number",
  value: ({ device }) => device.serialNumber,
  table: { priority: 7 },
};
const id: Column<JudgedDevice> = { key: "id", title: "Id", value: ({ device }) => device.id };

const reasonOf = ({ support }: JudgedDevice) => (support.supported ? null : support.message);

/** What a table shows of each. */
export const shownColumns: readonly Column<JudgedDevice>[] = [
  name,
  user,
  {
    key: "canBeReset",
    title: "Can be reset",
    value: ({ support }) => (support.supported ? "yes" : "no"),
    table: { priority: 1 },
  },
  operatingSystem,
  lastCheckIn,
  { key: "reason", title: "Why not", value: reasonOf, table: { priority: 5 } },
  osVersion,
  serialNumber,
  joinType,
];

/** What a terminal shows of one alone. */
export function detailColumns({ support }: JudgedDevice): readonly Column<JudgedDevice>[] {
  const shown = support.supported ? shownColumns.filter(({ key }) => key !== "reason") : shownColumns;
  return [...shown, id];
}

/** What scripts get for each: also what distinguishes devices of the same name. */
export const allColumns: readonly Column<JudgedDevice>[] = [
  name,
  user,
  operatingSystem,
  osVersion,
  joinType,
  lastCheckIn,
  { key: "canBeReset", title: "Can be reset", value: ({ support }) => support.supported },
  { key: "reason", title: "Why not", value: reasonOf },
  serialNumber,
  id,
];
