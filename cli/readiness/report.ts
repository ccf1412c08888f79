import type { Explanation } from "../../text/explained-error.ts";
import { localTime } from "../../text/local-time.ts";
import { jsonText } from "../../text/plain-text.ts";
import type { Context } from "../context.ts";
import type { Column } from "../output.ts";
import { columnsOf, wrapped } from "../text-width.ts";
import type { Readiness } from "./assess.ts";
import type { JudgedDevice } from "./judge.ts";
import { explainReason, type ReasonCode } from "./reasons.ts";

type Reason = Required<Explanation<ReasonCode>> & { readonly devices: number };

/** A row of the reasons, or of those that are ready. */
type Row = Omit<Reason, "code"> & { readonly code: string };

const reasonColumns: readonly Column<Row>[] = [
  { key: "devices", title: "Devices", value: ({ devices }) => devices },
  { key: "code", title: "Reason", value: ({ code }) => code },
  { key: "message", title: "Meaning", value: ({ message }) => message },
  { key: "hint", title: "What to do", value: ({ hint }) => hint },
];

const deviceColumns: readonly Column<JudgedDevice>[] = [
  { key: "name", title: "Name", value: ({ name }) => name, table: { priority: 1 } },
  { key: "id", title: "Id", value: ({ id }) => id, table: { priority: 5 } },
  {
    key: "ready",
    title: "Ready",
    value: ({ reason }) => (reason === undefined ? "yes" : "no"),
    table: { priority: 1 },
  },
  { key: "reason", title: "Reason", value: ({ reason }) => reason, table: { priority: 2 } },
  { key: "canReset", title: "CanReset", value: ({ canReset }) => canReset, table: { priority: 4 } },
  {
    key: "reportedAt",
    title: "Reported",
    value: ({ reportedAt }) => reportedAt,
    table: { priority: 3, short: ({ reportedAt = "" }) => localTime(reportedAt) },
  },
];

/** The number as a sentence: of the script, or of the policy, which is said to be less. */
function readinessSentence(readiness: Readiness): string {
  const { source, ready, windowsDevices } = readiness;
  const devices = windowsDevices === 1 ? "1 Windows device" : `${windowsDevices} Windows devices`;
  const percent = windowsDevices === 0 ? "" : ` (${Math.floor((100 * ready) / windowsDevices)}%)`;
  const most = source === "deployment" && readiness.policies > 1 ? "At most " : "";
  return source === "script"
    ? `${ready} of ${devices} can reset their PIN without losing it${percent}.`
    : `${most}${ready} of ${devices} report that the policy for PIN recovery has arrived${percent}. Whether a PIN can be reset there is not known.`;
}

/** Prints the number with the reasons for the rest; devices by their names only where `listsDevices`. */
export function printReadiness(
  { output, stdout }: Pick<Context, "output" | "stdout">,
  readiness: Readiness,
  listsDevices: boolean,
): void {
  const { ready, windowsDevices, otherDevices, source } = readiness;
  const reasons = reasonsOf(readiness.reasons);
  const devices = listsDevices && readiness.source === "script" ? readiness.devices : undefined;
  const sentence = readinessSentence(readiness);
  if (output.format === "json") {
    const script = readiness.source === "script" ? readiness.script : null;
    const counts = { ready, windowsDevices, otherDevices, source, script, sentence, reasons };
    output.data(jsonText(devices ? { ...counts, devices: devices.map(asJson) } : counts, 2));
  } else if (output.format === "csv") {
    if (devices) {
      output.rows(deviceColumns, devices);
    } else {
      output.rows(reasonColumns, [readyRow(readiness), ...reasons]);
    }
  } else {
    printReasons({ output, stdout }, sentence, reasons);
    if (devices) {
      output.data("");
      output.rows(deviceColumns, devices);
    }
  }
  for (const note of notesOn(readiness)) {
    output.note(note);
  }
}

function printReasons(
  { output, stdout }: Pick<Context, "output" | "stdout">,
  sentence: string,
  reasons: readonly Reason[],
): void {
  const available = columnsOf(stdout);
  if (available === undefined) {
    output.data(sentence);
    output.rows(reasonColumns, reasons);
  } else {
    const lines = reasons.map((reason) => asLines(reason, available));
    output.data([wrapped(sentence, available, ""), ...lines].join("\n"));
  }
}

const indent = " ".repeat(7);

/** A reason for a terminal, where a table would have to cut its sentences. */
function asLines({ devices, code, message, hint }: Reason, available: number): string {
  const lines = [`${message} (${code})`, `-> ${hint}`].map((line) => wrapped(line, available, indent));
  return `${String(devices).padStart(5)}  ${lines.join(`\n${indent}`)}`;
}

/** What the number leaves out, or how far it may be off. */
function notesOn(readiness: Readiness): string[] {
  const notes: string[] = [];
  if (readiness.source === "deployment") {
    notes.push(`${readiness.whyNotScript} The deployment of the policy was counted instead.`);
    if (readiness.policies > 1) {
      notes.push(
        `${readiness.policies} policies turn PIN recovery on, and a device that has more than one counts for each.`,
      );
    }
  }
  const others = readiness.otherDevices;
  if (others > 0) {
    notes.push(
      others === 1
        ? "Not counted: 1 managed device that does not run Windows, or runs Windows Mobile."
        : `Not counted: ${others} managed devices that do not run Windows, or run Windows Mobile.`,
    );
  }
  return notes;
}

function reasonsOf(reasons: Readiness["reasons"]): Reason[] {
  return [...reasons]
    .filter(([, devices]) => devices > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([code, devices]: [ReasonCode, number]) => ({ devices, ...explainReason(code) }));
}

/** In CSV the number itself is a row like the reasons, so that the rows add up to all Windows devices. */
function readyRow(readiness: Readiness): Row {
  const code = readiness.source === "script" ? "ready" : "policyArrived";
  return { devices: readiness.ready, code, message: readinessSentence(readiness), hint: "" };
}

function asJson({ id, name, reason, canReset, reportedAt }: JudgedDevice) {
  return {
    id,
    name,
    ready: reason === undefined,
    reason: reason ?? null,
    canReset: canReset ?? null,
    reportedAt: reportedAt ?? null,
  };
}
