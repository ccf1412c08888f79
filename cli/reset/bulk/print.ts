import { jsonText, plainText } from "../../../text/plain-text.ts";
import type { Context } from "../../context.ts";
import { nameOf } from "../../devices/device.ts";
import { CommandError } from "../../errors.ts";
import { type Column, csvText, type OutputFormat } from "../../output.ts";
import { checkVault, openVault } from "../../vault/open.ts";
import { storePasscode } from "../../vault/store.ts";
import { checkFormatForPasscodes } from "../delivery.ts";
import type { ResetOptions } from "../options.ts";
import type { Report } from "../report.ts";
import { type Outcome, stateOf } from "./outcome.ts";

/** Where the passcodes of many devices go. */
export type ManyDelivery = {
  /** Checks beforehand that they can go there. @throws as `checkVault` does. */
  check(): Promise<void>;
  /** Keeps a passcode in the vault, where one was named; returns the secret's link. @throws as `storePasscode` does. */
  keep(report: Report): Promise<string | undefined>;
  /** What is printed of a device, with the end of its line. */
  textOf(outcome: Outcome): Promise<string>;
};

/**
 * Where the passcodes go, settled before there are any.
 *
 * @throws CommandError `usage` where they would go nowhere, or where options contradict each other.
 */
export function chooseManyDelivery(context: Context, options: ResetOptions): ManyDelivery {
  const { show = false, copy = false, vault: name } = options;
  const { format } = context.output;
  if (copy) {
    throw usage("--copy is for one device.", "Use --show, --output json or --vault NAME.");
  }
  const printer = printerOf(format);
  if (name === undefined) {
    checkFormatForPasscodes(context);
    if (!context.stdout.isTTY && !show && format === "table") {
      throw goNowhere();
    }
    return { check: async () => undefined, keep: async () => undefined, textOf: printer };
  }
  if (show) {
    throw usage("--vault keeps the passcodes off the screen: it goes without --show.", "Leave one out.");
  }
  const vault = openVault(context, name);
  return {
    check: () => checkVault(vault),
    keep: async (report) => (await storePasscode({ vault, ...report })).link,
    textOf: printer,
  };
}

function printerOf(format: OutputFormat): ManyDelivery["textOf"] {
  if (format === "json") {
    return async (outcome) => `${jsonText(asObject(outcome))}\n`;
  }
  if (format === "table") {
    return async (outcome) => `${asLine(outcome)}\n`;
  }
  let isFirst = true;
  return async (outcome) => {
    const row = columns.map(({ value }) => value(outcome) ?? "");
    const lines = isFirst ? [columns.map(({ key }) => key), row] : [row];
    isFirst = false;
    return csvText(lines);
  };
}

function asLine({ device, set, secret, failure }: Outcome): string {
  const name = nameOf(device);
  if (failure !== undefined) {
    return `${name}: ${oneLine([failure.message, failure.hint].join("\n"))}`;
  }
  return `${name}: ${secret ?? `${set.passcode.reveal()} (Intune shows it until ${set.visibleUntil})`}`;
}

function oneLine(text: string): string {
  return plainText(text.trim().replace(/\s*\n\s*/g, " "));
}

function asObject(outcome: Outcome): object {
  const { line, device, set, secret, failure, requestId = null } = outcome;
  const { id, deviceName: name, operatingSystem, osVersion } = device;
  return {
    line,
    device: { id, name, operatingSystem, osVersion },
    state: stateOf(outcome),
    passcode: shownPasscode(outcome) ?? null,
    ...(secret === undefined ? {} : { secret }),
    setAt: set?.setAt ?? null,
    visibleUntil: set?.visibleUntil ?? null,
    requestId,
    ...(failure && { error: { code: failure.code, message: failure.message, hint: failure.hint } }),
  };
}

function shownPasscode({ set, secret }: Outcome): string | undefined {
  return secret === undefined ? set?.passcode.reveal() : undefined;
}

const columns: readonly Omit<Column<Outcome>, "title">[] = [
  { key: "line", value: ({ line }) => line },
  { key: "id", value: ({ device }) => device.id },
  { key: "name", value: ({ device }) => device.deviceName },
  { key: "operatingSystem", value: ({ device }) => device.operatingSystem },
  { key: "osVersion", value: ({ device }) => device.osVersion },
  { key: "state", value: stateOf },
  { key: "passcode", value: shownPasscode },
  { key: "secret", value: ({ secret }) => secret },
  { key: "setAt", value: ({ set }) => set?.setAt },
  { key: "visibleUntil", value: ({ set }) => set?.visibleUntil },
  { key: "requestId", value: ({ requestId }) => requestId },
  { key: "code", value: ({ failure }) => failure?.code },
  { key: "message", value: ({ failure }) => failure?.message },
  { key: "hint", value: ({ failure }) => failure?.hint },
];

function goNowhere(): CommandError {
  return usage(
    "Standard output is no terminal, so the passcodes would not be printed.",
    "Add --show or --output json to print them all the same, or --vault NAME to keep them in a Key Vault.",
  );
}

function usage(message: string, hint: string): CommandError {
  return new CommandError("usage", `${message} Nothing was reset.`, { hint, ending: "usage" });
}
