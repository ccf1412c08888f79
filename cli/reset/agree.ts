import { localTime } from "../../text/local-time.ts";
import type { Context } from "../context.ts";
import { type Device, describeDevice, nameOf } from "../devices/device.ts";
import { tellsApart } from "../devices/find.ts";
import { never, type ResetState, readReset } from "./action.ts";
import type { ResetOptions } from "./options.ts";
import { alreadyRunning, resumeCommand } from "./outcome.ts";
import { replacesPasscode, showsRunning } from "./wait.ts";

/**
 * Whether the device is to be reset: asks, unless `--yes` says so. `--yes` does not speak for a second reset while one
 * is running, whose passcode somebody may be waiting for: that is asked on a terminal, or said by `--again`.
 *
 * @throws CommandError `alreadyRunning` where one is running and nobody can be asked; `noTerminal`.
 */
export async function isAgreed(
  context: Context,
  device: Device,
  latest: ResetState,
  { yes = false, again = false }: Pick<ResetOptions, "yes" | "again">,
): Promise<boolean> {
  const isRunning = showsRunning(latest);
  if (isRunning && !again && !context.interactive) {
    throw alreadyRunning(device, latest, "orAgain");
  }
  noteOtherReset(context, device, latest);
  if (yes && (again || !isRunning)) {
    return true;
  }
  // Beside the question and not in it: a prompt breaks a long line in the midst of a word.
  context.output.note([describeDevice(device), ...tellsApart(device, localTime)].join(", "));
  const question = `Reset the passcode of ${nameOf(device)}${isRunning ? " again" : ""}?`;
  return context.confirm(question, "Add --yes.");
}

/**
 * Says of a reset that is running on the device how to wait for it, and of one whose passcode Intune still shows how to
 * see that: somebody else may have just passed it on. Nothing where there is none.
 */
export function noteOtherReset({ output, stderr }: Context, device: Device, latest: ResetState): void {
  const { startedAt = "", setAt = "", state, passcode } = latest;
  const timeText = (iso: string) => (stderr.isTTY ? localTime(iso) : iso);
  if (showsRunning(latest)) {
    output.note(
      `A reset of ${nameOf(device)} that was asked for at ${timeText(startedAt)} is still ${state}. Another one would ` +
        `replace its passcode. To wait for that one instead:\n${resumeCommand(device)}`,
    );
  } else if (passcode !== undefined) {
    output.note(
      `${nameOf(device)} got a new passcode at ${timeText(setAt)} already, which another reset replaces. Intune still ` +
        `shows it; to see it instead:\n${resumeCommand(device)}`,
    );
  }
}

/**
 * The newest reset after the question: a person may take their time to answer it, and others may reset the device
 * meanwhile.
 *
 * @throws CommandError `alreadyRunning` where somebody did, also where theirs has ended by now with a passcode that they
 *   may have passed on, unless `again`; GraphError; CredentialError.
 */
export async function newestSince(
  { graph, signal }: Context,
  device: Device,
  seen: ResetState,
  { again = false }: Pick<ResetOptions, "again">,
): Promise<ResetState> {
  const newest = await readReset(graph, device.id, never, signal);
  if (newest.startedAt !== seen.startedAt && replacesPasscode(newest) && !again) {
    throw alreadyRunning(device, newest, "orAgain");
  }
  return newest;
}
