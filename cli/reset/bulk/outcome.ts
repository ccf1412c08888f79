import type { Failure } from "../../errors.ts";
import type { SetPasscode } from "../outcome.ts";
import type { Target } from "./match-devices.ts";

/** What became of a device: the passcode that was set, with the link of its secret in a vault, or why there is none. */
export type Outcome = Target & { readonly requestId?: string | undefined } & (
    | {
        readonly set: SetPasscode;
        readonly startedAt: string;
        readonly secret?: string | undefined;
        readonly failure?: never;
      }
    | { readonly failure: Failure; readonly set?: never; readonly secret?: never }
  );

/**
 * How a device stands, as the results and scripts have it. `unknown`: its reset may or may not have been carried
 * out. `notAsked`: another reset of it is running. `error`: Graph failed, and not the device.
 */
export type OutcomeState =
  | "done"
  | "failed"
  | "notSupported"
  | "canceled"
  | "stillRunning"
  | "unknown"
  | "notAsked"
  | "error";

export function stateOf({ failure }: Outcome): OutcomeState {
  return failure === undefined ? "done" : (states.get(failure.code) ?? "error");
}

const states = new Map<string, OutcomeState>([
  ["resetFailed", "failed"],
  ["notSupported", "notSupported"],
  ["canceled", "canceled"],
  ["stillRunning", "stillRunning"],
  ["unknownOutcome", "unknown"],
  ["alreadyRunning", "notAsked"],
]);
