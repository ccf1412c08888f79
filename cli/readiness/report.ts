import type { Explanation } from "../../text/explained-error.ts";
import { jsonText } from "../../text/plain-text.ts";
import type { Column, Output } from "../output.ts";
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
  { key: "name", title: "Name", value: ({ name }) => name },
  { key: "id", title: "Id", value: ({ id }) => id },
  { key: "ready", title: "Ready", value: ({ reason }) => (reason === undefined ? "yes" : "no") },
  { key: "reason", title: "Reason", value: ({ reason }) => reason },
  { key: "canReset", title: "CanReset", value: ({ canReset }) => canReset },
  { key: "reportedAt", title: "Reported", value: ({ reportedAt }) => reportedAt },
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
export function printReadiness(output: Output, readiness: Readiness, listsDevices: boolean): void {
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
    output.data(sentence);
    output.rows(reasonColumns, reasons);
    if (devices) {
      output.data("");
      output.rows(deviceColumns, devices);
    }
  }
  for (const note of notesOn(readiness)) {
    output.note(note);
  }
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
