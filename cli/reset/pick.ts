import type { Context } from "../context.ts";
import { type Device, describeDevice } from "../devices/device.ts";
import { listDevices } from "../devices/list.ts";
import { CommandError } from "../errors.ts";
import { type Choice, type Choosable, choicesOf, searchOf } from "./picker/choices.ts";
import type { Picked } from "./picker/prompt.ts";

/**
 * Lets the user pick a device of the tenant's, or `among` some of them, from a list that narrows with what is typed.
 * One that cannot be reset is shown with the reason, and cannot be chosen. Needs a terminal.
 *
 * @throws CommandError `noDevice` where there are none, `notSupported` where none can be reset; GraphError;
 *   CredentialError.
 */
export async function pickDevice(
  context: Context,
  choosable: Choosable,
  among?: readonly Device[],
): Promise<Picked> {
  const { stdin, stderr, signal } = context;
  const [choices, { devicePrompt }] = await Promise.all([
    among === undefined ? allDevices(context) : among,
    import("./picker/prompt.ts"),
  ]).then(([devices, prompt]) => [choicesOf(devices, choosable), prompt] as const);
  if (choices.every(({ refusal }) => refusal !== undefined)) {
    throw noneCanBeReset(choices);
  }
  const message = among === undefined ? "Which device?" : `Which of these ${among.length} devices?`;
  return devicePrompt(
    { message, choices, search: await searchOf(choices), terminal: stderr },
    { input: stdin, output: stderr, signal },
  );
}

async function allDevices(context: Context): Promise<readonly Device[]> {
  const progress = context.progress("Reading the managed devices");
  const devices: Device[] = [];
  try {
    for await (const device of listDevices(context.graph, { signal: context.signal })) {
      devices.push(device);
    }
  } finally {
    progress.stop();
  }
  if (devices.length === 0) {
    throw new CommandError("noDevice", "This credential sees no managed device.", {
      hint:
        "An application needs DeviceManagementManagedDevices.Read.All; a signed-in user a role in Intune whose scope has\n" +
        "devices.",
      ending: "noDevice",
    });
  }
  return devices;
}

const mostListed = 10;

function noneCanBeReset(choices: readonly Choice[]): CommandError {
  const lines = choices
    .slice(0, mostListed)
    .map(({ device, refusal }) => `  ${describeDevice(device)}: ${refusal?.message}`);
  const more = choices.length > mostListed ? [`  and ${choices.length - mostListed} more`] : [];
  const hints = new Set(choices.map(({ refusal }) => refusal?.hint));
  const [hint] = hints;
  const message = `None of the ${choices.length} devices can be reset.`;
  return new CommandError("notSupported", [message, ...lines, ...more].join("\n"), {
    hint: hints.size === 1 ? hint : "`npm run pin-reset -- reset ID` says of each what to do instead.",
    ending: "refused",
  });
}
