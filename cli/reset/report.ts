import { styleText } from "node:util";
import { platformOf } from "../../domain/platforms.ts";
import { localTime } from "../../text/local-time.ts";
import { plainText } from "../../text/plain-text.ts";
import { type Device, nameOf, platformText } from "../devices/device.ts";
import type { Column, Output } from "../output.ts";
import { columnsOf, padded, widthOf, wrapped } from "../text-width.ts";
import type { SetPasscode } from "./outcome.ts";

/** A reset that ended well; `requestId` is unknown where an earlier run asked for it. */
export type Report = SetPasscode & { readonly device: Device; readonly requestId: string | undefined };

type Printing = {
  /** The link of the vault's secret that has the passcode; it is printed in its place. */
  readonly secret?: string;
  /** Standard output: a person at a terminal reads another table than a file gets. */
  readonly stdout: NodeJS.WriteStream;
};

/** Prints a reset that ended well: with its passcode, or with the link of the vault's secret in its place. */
export function printReport(output: Output, report: Report, { secret, stdout }: Printing): void {
  const { device, passcode, setAt, visibleUntil, requestId = null } = report;
  if (output.format === "table" && stdout.isTTY) {
    output.styled(forTerminal(report, secret, stdout));
    return;
  }
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

/** Whose passcode it is, the passcode, how long Intune shows it, and what is to do with it, in lines that fit. */
function forTerminal(
  { device, passcode, setAt, visibleUntil }: Report,
  secret: string | undefined,
  stdout: NodeJS.WriteStream,
): string {
  const { userDisplayName, userPrincipalName, serialNumber } = device;
  const columns = columnsOf(stdout) ?? 80;
  const user = [userDisplayName, userPrincipalName].filter(Boolean).join(", ");
  const about = { Device: nameOf(device), User: user, Platform: platformText(device), Serial: serialNumber };
  const times = { "Set at": localTime(setAt), "Visible until": `${localTime(visibleUntil)}, in Intune` };
  const titles = Object.keys({ ...about, ...times });
  const width = Math.max(...titles.map(widthOf)) + 2;
  const line = (title: string, value: string) => `${padded(title, width)}${value}`;
  const lines = (values: Readonly<Record<string, string>>) =>
    Object.entries(values)
      .filter(([, value]) => value !== "")
      .map(([title, value]) => line(title, wrapped(plainText(value), columns, " ".repeat(width))));
  const shown = styleText(["bold", "green"], plainText(passcode.reveal()), { stream: stdout });
  return [
    ...lines(about),
    secret === undefined ? line("Passcode", shown) : line("Secret", plainText(secret)),
    ...lines(times),
    "",
    wrapped(nextStep(device), columns, ""),
  ].join("\n");
}

function nextStep(device: Device): string {
  const user = plainText(device.userDisplayName || device.userPrincipalName) || "its user";
  const where =
    platformOf(device) === "windows10Mobile"
      ? "under Settings > Accounts > Sign-in options"
      : "in its security settings";
  return `Next: give the passcode to ${user}. It unlocks ${nameOf(device)}; then they choose one of their own ${where}.`;
}
