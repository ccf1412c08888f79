import { type AllowablePlatform, canReset } from "../../domain/support.ts";
import { plainText } from "../../text/plain-text.ts";
import type { Context } from "../context.ts";
import { type Device, describeDevice } from "../devices/device.ts";
import { listDevices } from "../devices/list.ts";
import { CommandError } from "../errors.ts";

/**
 * Lets the user pick a device from a list that narrows with what is typed; those that can be reset come first. Needs
 * a terminal. Raises CommandError `noDevice` where there are none, GraphError, CredentialError.
 */
export async function pickDevice(
  context: Context,
  allowPlatforms: readonly AllowablePlatform[],
): Promise<Device> {
  const { stdin, stderr, signal } = context;
  const [choices, { default: search }] = await Promise.all([
    choicesOf(context, allowPlatforms),
    import("@inquirer/search"),
  ]);
  return search(
    {
      message: "Which device?",
      source: (term = "") => choices.filter(({ text }) => contains(text, term)),
    },
    { input: stdin, output: stderr, signal },
  );
}

type Choice = {
  readonly value: Device;
  readonly name: string;
  readonly description: string;
  /** What is searched. */
  readonly text: string;
  readonly isSupported: boolean;
};

async function choicesOf(
  context: Context,
  allowPlatforms: readonly AllowablePlatform[],
): Promise<readonly Choice[]> {
  const progress = context.progress("Reading the managed devices");
  const choices: Choice[] = [];
  try {
    for await (const device of listDevices(context.graph, { signal: context.signal })) {
      choices.push(choiceOf(device, allowPlatforms));
    }
  } finally {
    progress.stop();
  }
  if (choices.length === 0) {
    throw new CommandError("noDevice", "This credential sees no managed device.", {
      hint:
        "An application needs DeviceManagementManagedDevices.Read.All; a signed-in user a role in Intune whose scope has\n" +
        "devices.",
      ending: "noDevice",
    });
  }
  return choices.sort(
    (one, other) => Number(other.isSupported) - Number(one.isSupported) || one.name.localeCompare(other.name),
  );
}

function choiceOf(device: Device, allowPlatforms: readonly AllowablePlatform[]): Choice {
  const support = canReset(device, { allowPlatforms });
  const name = describeDevice(device);
  return {
    value: device,
    name,
    description: support.supported ? "Can be reset." : plainText(`Cannot be reset: ${support.message}.`),
    text: [name, device.userPrincipalName, device.serialNumber, device.id].join(" ").toLowerCase(),
    isSupported: support.supported,
  };
}

function contains(text: string, term: string): boolean {
  return term
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
