import { type CanReset, keepsCredentials, readCanReset } from "../../domain/can-reset.ts";
import type { ReasonCode } from "./reasons.ts";
import type { RunState } from "./scripts.ts";

/** A Windows device, and whether a PIN can be reset there without loss: where not, `reason` says why. */
export type JudgedDevice = {
  readonly id: string;
  readonly name: string;
  readonly canReset: CanReset | undefined;
  readonly reportedAt: string | undefined;
  readonly reason: ReasonCode | undefined;
};

/**
 * Each device by the newest of its reports. A device that several users share has one for each: the newest is that of
 * who used it last.
 */
export function judgeDevices(
  devices: readonly { readonly id: string; readonly name: string }[],
  states: readonly RunState[],
): JudgedDevice[] {
  const newest = new Map<string, RunState>();
  for (const state of states) {
    const other = newest.get(state.deviceId);
    if (other === undefined || timeOf(state) > timeOf(other)) {
      newest.set(state.deviceId, state);
    }
  }
  return devices.map(({ id, name }) => ({ id, name, ...judge(newest.get(id.toLowerCase())) }));
}

/** One without a time is older than any that has one. */
function timeOf({ at }: RunState): number {
  return Date.parse(at) || 0;
}

function judge(report: RunState | undefined): Omit<JudgedDevice, "id" | "name"> {
  const canReset = report && readCanReset(report.output);
  return {
    canReset,
    reportedAt: report?.at || undefined,
    reason: canReset === undefined ? withoutValue(report) : reasonOf(canReset),
  };
}

function reasonOf(value: CanReset): ReasonCode | undefined {
  if (keepsCredentials(value)) {
    return undefined;
  }
  return value === "DestructiveOnly"
    ? "destructiveOnly"
    : value === "NotShown"
      ? "noPin"
      : "unknownToWindows";
}

/** What Graph's `detectionState` says counts only where the output has no value: that of no issue is not documented. */
function withoutValue(report: RunState | undefined): ReasonCode {
  if (report === undefined || report.state === "pending") {
    return "notReported";
  }
  if (report.state === "notApplicable") {
    return "notApplicable";
  }
  if (report.state === "scriptError" || report.error !== "") {
    return "scriptFailed";
  }
  return report.output.trim() === "" ? "notReported" : "otherOutput";
}
