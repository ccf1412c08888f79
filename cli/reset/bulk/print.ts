import { styleText } from "node:util";
import { localTime } from "../../../text/local-time.ts";
import { jsonText, plainText } from "../../../text/plain-text.ts";
import type { Context } from "../../context.ts";
import { CommandError } from "../../errors.ts";
import { csvText, type OutputFormat } from "../../output.ts";
import { columnsOf, wrapped } from "../../text-width.ts";
import { checkVault, openVault } from "../../vault/open.ts";
import { storePasscode } from "../../vault/store.ts";
import { checkFormatForPasscodes } from "../delivery.ts";
import type { ResetOptions } from "../options.ts";
import type { SetPasscode } from "../outcome.ts";
import type { Report } from "../report.ts";
import type { EarlierResult } from "./earlier.ts";
import { type Outcome, stateOf } from "./outcome.ts";

/** Where the passcodes of many devices go. */
export type ManyDelivery = {
  /** Checks beforehand that they can go there. @throws as `checkVault` does. */
  check(): Promise<void>;
  /** Keeps a passcode in the vault, where one was named; returns the secret's link. @throws as `storePasscode` does. */
  keep(report: Report): Promise<string | undefined>;
  /** Whether passcodes are printed; a vault keeps them otherwise. */
  readonly printsPasscodes: boolean;
  /** What is printed of a device under its label, with the end of its line. */
  textOf(outcome: Outcome, label: string): Promise<string>;
  /** What is printed of one that an earlier run ended. */
  textOfEarlier(result: EarlierResult, label: string): Promise<string>;
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
  const printer = printerOf(format, context.stdout);
  if (name === undefined) {
    checkFormatForPasscodes(context);
    if (!context.stdout.isTTY && !show && format === "table") {
      throw goNowhere();
    }
    return {
      check: async () => undefined,
      keep: async () => undefined,
      printsPasscodes: true,
      ...printer,
    };
  }
  if (show) {
    throw usage("--vault keeps the passcodes off the screen: it goes without --show.", "Leave one out.");
  }
  const vault = openVault(context, name);
  return {
    check: () => checkVault(vault),
    keep: async (report) => (await storePasscode({ vault, ...report })).link,
    printsPasscodes: false,
    ...printer,
  };
}

function printerOf(
  format: OutputFormat,
  stdout: NodeJS.WriteStream,
): Pick<ManyDelivery, "textOf" | "textOfEarlier"> {
  if (format === "json") {
    return {
      textOf: async (outcome) => `${jsonText(asObject(outcome))}\n`,
      textOfEarlier: async (result) => `${jsonText(earlierObject(result))}\n`,
    };
  }
  if (format === "table") {
    return {
      textOf: async (outcome, label) => fitted(asLine(outcome, label, stdout), stdout),
      textOfEarlier: async (result, label) => fitted(earlierLine(result, label, stdout), stdout),
    };
  }
  let isFirst = true;
  const lines = (row: Cells) => {
    const text = csvText(
      isFirst ? [keys, keys.map((key) => row[key] ?? "")] : [keys.map((key) => row[key] ?? "")],
    );
    isFirst = false;
    return text;
  };
  return {
    textOf: async (outcome) => lines(cellsOf(outcome)),
    textOfEarlier: async (result) => lines(earlierCells(result)),
  };
}

/** On a terminal, a line that is too long goes on under its beginning, and breaks between words. */
function fitted(line: string, stdout: NodeJS.WriteStream): string {
  const columns = columnsOf(stdout);
  return `${columns === undefined ? line : wrapped(line, columns, "  ")}\n`;
}

function asLine({ set, secret, failure }: Outcome, label: string, stdout: NodeJS.WriteStream): string {
  if (failure !== undefined) {
    return `${label}: ${oneLine([failure.message, failure.hint].join("\n"))}`;
  }
  return `${label}: ${secret ?? shownUntil(set, stdout)}`;
}

function earlierLine(result: EarlierResult, label: string, stdout: NodeJS.WriteStream): string {
  if (result.failure !== undefined) {
    return `${label}: not reset again: ${oneLine([result.failure.message, result.failure.hint].join("\n"))}`;
  }
  const { setAt, visibleUntil, secret, passcode, why } = result;
  const done = `already done ${plainText(stdout.isTTY ? localTime(setAt) : setAt)}`;
  if (secret !== undefined) {
    return `${label}: ${done}: ${plainText(secret)}`;
  }
  if (passcode === undefined) {
    return `${label}: ${done}${why === undefined ? "" : ` (${oneLine(why)})`}`;
  }
  return `${label}: ${shownUntil({ passcode, visibleUntil }, stdout)}, ${done}`;
}

/** On a terminal in a line that is narrow, and the passcode in color. */
function shownUntil(
  { passcode, visibleUntil }: Pick<SetPasscode, "passcode" | "visibleUntil">,
  stdout: NodeJS.WriteStream,
): string {
  if (!stdout.isTTY) {
    return `${passcode.reveal()} (Intune shows it until ${visibleUntil})`;
  }
  const styled = styleText(["bold", "green"], plainText(passcode.reveal()), { stream: stdout });
  return `${styled} (visible until ${plainText(localTime(visibleUntil))})`;
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

/** `alreadyDone`: an earlier run ended it. */
function earlierObject(result: EarlierResult): object {
  const { line, device, state, failure } = result;
  const { id, deviceName: name, operatingSystem, osVersion } = device;
  const done = failure === undefined ? result : undefined;
  return {
    line,
    device: { id, name, operatingSystem, osVersion },
    state,
    alreadyDone: true,
    passcode: done?.passcode?.reveal() ?? null,
    ...(done?.secret === undefined ? {} : { secret: done.secret }),
    setAt: done?.setAt ?? null,
    visibleUntil: done?.visibleUntil ?? null,
    requestId: done?.requestId ?? null,
    ...(failure && { error: failure }),
  };
}

const keys = [
  "line",
  "id",
  "name",
  "operatingSystem",
  "osVersion",
  "state",
  "passcode",
  "secret",
  "setAt",
  "visibleUntil",
  "requestId",
  "code",
  "message",
  "hint",
] as const;

type Cells = Partial<Record<(typeof keys)[number], string | number | undefined>>;

function cellsOf(outcome: Outcome): Cells {
  const { line, device, set, secret, requestId, failure } = outcome;
  const { id, deviceName: name, operatingSystem, osVersion } = device;
  const about = { line, id, name, operatingSystem, osVersion, state: stateOf(outcome), requestId, secret };
  return { ...about, passcode: shownPasscode(outcome), ...timesOf(set), ...failure };
}

function earlierCells(result: EarlierResult): Cells {
  const { line, state, device, failure } = result;
  const { id, deviceName: name, operatingSystem, osVersion } = device;
  const about = { line, id, name, operatingSystem, osVersion, state };
  if (failure !== undefined) {
    return { ...about, ...failure };
  }
  return { ...about, ...timesOf(result), secret: result.secret, requestId: result.requestId };
}

function timesOf(set: Pick<SetPasscode, "setAt" | "visibleUntil"> | undefined) {
  return { setAt: set?.setAt, visibleUntil: set?.visibleUntil };
}

function goNowhere(): CommandError {
  return usage(
    "Standard output is no terminal, so the passcodes would not be printed.",
    "Add --show or --output json to print them all the same, or --vault NAME to keep them in a Key Vault.",
  );
}

function usage(message: string, hint: string): CommandError {
  return new CommandError("usage", `${message} Nothing was reset.`, { hint, ending: "usage" });
}
