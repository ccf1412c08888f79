import { instantOf } from "../graph/edm.ts";
import { view } from "../graph/odata/view.ts";
import { type PasscodeReset, resetPasscodeActionResult } from "./schemas/managed-devices.ts";

const shownFor = 7 * 24 * 60 * 60 * 1000;

type Progress = { readonly actionState: string; readonly since: number };

/**
 * How a passcode reset stands at `now`: pending for the first half of `delay`, active for the second, then its
 * outcome; the passcode shows for seven days. All in milliseconds.
 */
export function actionResultView(reset: PasscodeReset, now: number, delay: number): Record<string, unknown> {
  const { actionState, since } = progressOf(reset, now, delay);
  const isShown = actionState === "done" && now < since + shownFor;
  const result = {
    actionName: "resetPasscode",
    actionState,
    startDateTime: instantOf(reset.requestedAt),
    lastUpdatedDateTime: instantOf(since),
    errorCode: actionState === "failed" ? 1 : 0,
    passcode: isShown ? reset.passcode : null,
  };
  return {
    "@odata.type": "#microsoft.graph.resetPasscodeActionResult",
    ...view(resetPasscodeActionResult.shape, result),
  };
}

function progressOf(reset: PasscodeReset, now: number, delay: number): Progress {
  const activeAt = reset.requestedAt + delay / 2;
  const doneAt = reset.requestedAt + delay;
  if (now >= doneAt) {
    return { actionState: reset.outcome, since: doneAt };
  }
  return now >= activeAt
    ? { actionState: "active", since: activeAt }
    : { actionState: "pending", since: reset.requestedAt };
}
