import type { Device } from "../devices/device.ts";
import type { Column, Output } from "../output.ts";
import type { SetPasscode } from "./outcome.ts";

/** A reset that ended well; `requestId` is unknown where an earlier run asked for it. */
export type Report = SetPasscode & { readonly device: Device; readonly requestId: string | undefined };

/** Prints a reset that ended well: with its passcode, or with the link of the vault's secret in its place. */
export function printReport(output: Output, report: Report, secret?: string): void {
  const { device, passcode, setAt, visibleUntil, requestId = null } = report;
  if (secret !== undefined && output.format === "table") {
    output.data(secret);
    return;
  }
  const where: Column<Report> =
    secret === undefined
      ? { key: "passcode", title: "Passcode", value: () => passcode.reveal() }
      : { key: "secret", title: "Secret", value: () => secret };
  output.record([...aboutDevice, where, ...aboutReset], report, {
    device: {
      id: device.id,
      name: device.deviceName,
      operatingSystem: device.operatingSystem,
      osVersion: device.osVersion,
    },
    state: "done",
    passcode: secret === undefined ? passcode.reveal() : null,
    ...(secret === undefined ? {} : { secret }),
    setAt,
    visibleUntil,
    requestId,
  });
}

const aboutDevice: readonly Column<Report>[] = [
  { key: "id", title: "Id", value: ({ device }) => device.id },
  { key: "name", title: "Device", value: ({ device }) => device.deviceName },
  { key: "operatingSystem", title: "Platform", value: ({ device }) => device.operatingSystem },
  { key: "osVersion", title: "Version", value: ({ device }) => device.osVersion },
];

const aboutReset: readonly Column<Report>[] = [
  { key: "setAt", title: "Set at", value: ({ setAt }) => setAt },
  { key: "visibleUntil", title: "Shown in Intune until", value: ({ visibleUntil }) => visibleUntil },
  { key: "requestId", title: "Request id", value: ({ requestId }) => requestId },
];
