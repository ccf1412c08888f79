import type { Support } from "../../domain/support.ts";
import { type Device, describeDevice, nameOf } from "../devices/device.ts";
import { CommandError } from "../errors.ts";
import { never, type ResetRequest, type ResetState, type SentReset } from "./action.ts";
import type { Passcode } from "./passcode.ts";

/** A passcode that was set: when, and until when Intune shows it, both RFC 3339 in UTC. */
export type SetPasscode = {
  readonly passcode: Passcode;
  readonly setAt: string;
  readonly visibleUntil: string;
};

const shownForDays = 7;

/** Until when Intune shows a passcode, RFC 3339 in UTC. Source: https://learn.microsoft.com/intune/remote-actions/device-passcode-reset */
export function visibleUntil(setAt: string): string {
  const end = new Date(setAt);
  end.setUTCDate(end.getUTCDate() + shownForDays);
  return end.toISOString().replace(/\.\d+Z$/, "Z");
}

/** What a look is for: resets that began after `requestedAt`; `lost` as in SentReset. */
type LookedFor = Pick<ResetRequest, "requestedAt"> & Pick<SentReset, "lost">;

/**
 * The passcode of a reset that ended well.
 * @throws CommandError for any other end: `resetFailed`, `notSupported`, `canceled`, `noPasscode` where Intune does
 * not show it, `stillRunning`, and `unknownOutcome` where Graph's answer was lost and no reset shows.
 */
export function passcodeOf(
  device: Device,
  reset: ResetState,
  lookedFor: LookedFor = { requestedAt: never },
): SetPasscode {
  const { state, errorCode = 0, passcode, setAt } = reset;
  if (state === "notSupported") {
    throw notSupported(device);
  }
  if (state === "canceled") {
    throw canceled(device);
  }
  if (state === "failed" || (state === "done" && errorCode !== 0)) {
    throw failed(device, errorCode);
  }
  if (state === "none" && lookedFor.lost !== undefined) {
    throw unknownOutcome(device, lookedFor);
  }
  if (state !== "done" || setAt === undefined) {
    throw stillRunning(device, state, lookedFor);
  }
  if (passcode === undefined) {
    throw noPasscode(device, setAt);
  }
  return { passcode, setAt, visibleUntil: visibleUntil(setAt) };
}

/**
 * The command that comes back to a reset; by the id, which no other device has, and with `--after`, so that no
 * earlier reset passes for one that does not show yet.
 */
export function resumeCommand({ id }: Pick<Device, "id">, requestedAt: string = never): string {
  const after = requestedAt === never ? "" : ` --after ${requestedAt}`;
  return `npm run pin-reset -- reset --resume ${id}${after}`;
}

/**
 * How long after a request whose answer was lost it may be sent again by another run, where no reset has shown until
 * then.
 */
export const unknownForMinutes = 15;

function unknownOutcome(device: Device, { requestedAt, lost }: LookedFor): CommandError {
  return new CommandError(
    "unknownOutcome",
    `Graph's answer to the reset of ${nameOf(device)} was lost, and no reset shows: whether it was carried out is not known. (${lost})`,
    {
      hint:
        `It may show later. To look again, without another reset:\n${resumeCommand(device, requestedAt)}\n` +
        `Reset it again only where none shows ${unknownForMinutes} minutes after the request.`,
      ending: "unsure",
    },
  );
}

/**
 * A reset that was asked for before runs on the device; another one would replace its passcode. `orAgain`: the hint has
 * the option that resets it all the same.
 */
export function alreadyRunning(
  device: Device,
  { startedAt, state }: ResetState,
  orAgain?: "orAgain",
): CommandError {
  const again = orAgain === undefined ? "" : "\nTo reset it all the same, add --again.";
  return new CommandError(
    "alreadyRunning",
    `A reset of ${nameOf(device)} that was asked for at ${startedAt} is ${state}; it was not reset again.`,
    {
      hint:
        `Its result: ${resumeCommand(device)}\n` +
        `Another reset would replace that passcode, which somebody may be about to pass on.${again}`,
    },
  );
}

/** The error for a device whose passcode cannot be reset from afar. */
export function refusal(device: Device, { message, hint }: Extract<Support, { supported: false }>) {
  return new CommandError("notSupported", `${describeDevice(device)} cannot be reset: ${message}.`, {
    hint,
    ending: "refused",
  });
}

function notSupported(device: Device): CommandError {
  return new CommandError(
    "notSupported",
    `${nameOf(device)} answered that it does not support the reset. Its passcode is as it was.`,
    {
      hint: "Sync the device in Intune, and look with `npm run pin-reset -- devices` whether its platform and version are still those.",
      ending: "refused",
    },
  );
}

function canceled(device: Device): CommandError {
  return new CommandError(
    "canceled",
    `The reset of ${nameOf(device)} was canceled in Intune. Its passcode is as it was.`,
    {
      hint: "`npm run pin-reset -- audit` shows who else acted on the device; reset it again if that is still wanted.",
    },
  );
}

function failed(device: Device, errorCode: number): CommandError {
  const code = errorCode === 0 ? "" : ` with error code ${errorCode} (0x${(errorCode >>> 0).toString(16)})`;
  return new CommandError("resetFailed", `The reset of ${nameOf(device)} failed on the device${code}.`, {
    hint:
      "The reset needs a passcode policy in force on the device: check that one is assigned, and that its last\n" +
      "check-in (`npm run pin-reset -- devices`) is recent. Then reset it again.",
  });
}

function noPasscode(device: Device, setAt: string): CommandError {
  return new CommandError(
    "noPasscode",
    `A passcode was set on ${nameOf(device)} at ${setAt}, but Graph does not show it.`,
    {
      hint:
        `It is shown until ${visibleUntil(setAt)}, to those who may see it: look at the device's overview in the\n` +
        `Intune admin center, or with \`${resumeCommand(device)}\`. After that, reset it again.`,
    },
  );
}

function stillRunning(device: Device, state: ResetState["state"], { requestedAt }: LookedFor): CommandError {
  const stands = state === "none" ? "not to be seen yet" : state;
  return new CommandError("stillRunning", `The reset of ${nameOf(device)} goes on; it is ${stands}.`, {
    hint:
      "A device that is off or offline gets it when it next connects. To wait on, without another reset:\n" +
      resumeCommand(device, requestedAt),
    ending: "stillRunning",
  });
}
