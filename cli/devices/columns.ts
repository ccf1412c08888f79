import type { Support } from "../../domain/support.ts";
import type { Column } from "../output.ts";
import type { Device } from "./device.ts";

/** A device, and whether its passcode can be reset. */
export type JudgedDevice = { readonly device: Device; readonly support: Support };

/** What a table shows of each. */
export const shownColumns: readonly Column<JudgedDevice>[] = [
  { key: "name", title: "Name", value: ({ device }) => device.deviceName },
  { key: "user", title: "User", value: ({ device }) => device.userPrincipalName },
  { key: "operatingSystem", title: "Platform", value: ({ device }) => device.operatingSystem },
  { key: "osVersion", title: "Version", value: ({ device }) => device.osVersion },
  { key: "joinType", title: "Join type", value: ({ device }) => device.joinType },
  { key: "lastCheckIn", title: "Last check-in", value: ({ device }) => device.lastSyncDateTime },
  {
    key: "canBeReset",
    title: "Can be reset",
    value: ({ support }) => (support.supported ? "yes" : `no: ${support.message}`),
  },
];

/** What scripts get for each: also what distinguishes devices of the same name. */
export const allColumns: readonly Column<JudgedDevice>[] = [
  ...shownColumns,
  { key: "serialNumber", title: "Serial number", value: ({ device }) => device.serialNumber },
  { key: "id", title: "Id", value: ({ device }) => device.id },
];
