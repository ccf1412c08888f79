import { messageOf } from "../../../text/message-of.ts";
import { nameOf } from "../../devices/device.ts";
import { type ResetState, readReset } from "../action.ts";
import { resumeCommand } from "../outcome.ts";
import { replacesPasscode } from "../wait.ts";
import type { Journal } from "./journal.ts";
import type { Target } from "./match-devices.ts";
import { aboutOf } from "./request-reset.ts";
import type { ThrottledGraph } from "./throttled-graph.ts";

/** A device whose passcode was delivered: of the reset that began at `startedAt`. */
export type Delivered = Target & { readonly startedAt: string };

type Looking = {
  readonly paced: ThrottledGraph;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
};

/**
 * Looks, when all passcodes are delivered, which of them a later reset has replaced since, or is about to: another
 * program's, or one of ours that was thought not to have been carried out. Each is named and written down.
 * @throws CommandError `unrecorded`.
 */
export async function findSuperseded(delivered: readonly Delivered[], looking: Looking): Promise<void> {
  const unseen = await Promise.all(delivered.map((one) => lookAt(one, looking)));
  const [first] = unseen.flatMap((message) => message ?? []);
  if (first !== undefined) {
    looking.note(
      `Whether later resets replaced passcodes that were delivered could not be looked up: ${first}`,
    );
  }
}

/** Returns why the look failed, where it did. */
async function lookAt(
  one: Delivered,
  { paced, journal, signal, note }: Looking,
): Promise<string | undefined> {
  const { device, startedAt } = one;
  let later: ResetState;
  try {
    later = await readReset(paced.graph, device.id, startedAt, signal);
  } catch (error) {
    return messageOf(error);
  }
  if (!replacesPasscode(later)) {
    return undefined;
  }
  const message = `A later reset of ${nameOf(device)}, of ${later.startedAt}, replaces the passcode that was delivered.`;
  const hint = `Its result: ${resumeCommand(device, startedAt)}`;
  note(`${message} ${hint}`);
  await journal.append({ ...aboutOf(one), state: "superseded", code: "superseded", message, hint });
  return undefined;
}
