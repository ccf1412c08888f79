import { z } from "zod";
import { platforms } from "../../domain/platforms.ts";
import { allowablePlatforms } from "../../domain/support.ts";
import { defineCommand } from "../command.ts";
import { allColumns, detailColumns, type JudgedDevice, shownColumns } from "../devices/columns.ts";
import { selectDevices } from "../devices/select.ts";

/** `pin-reset devices`: the managed devices, and whether the passcode of each can be reset. */
export const devices = defineCommand({
  name: "devices",
  summary: "List the managed devices, and whether the passcode of each can be reset.",
  details: [
    "A device can be reset if Intune's documented table says so: Windows 10 Mobile from the Creators Update " +
      "(10.0.15063) on, joined to Azure AD. For all others the list says why not; `reset` says what to do " +
      "instead.",
    "NAME is a part of a device's name, or all of its serial number or ID; case does not matter, nor does the kind of " +
      "quotes.",
    "All pages are read, so a large tenant takes a while. Each option is checked against every device here, " +
      "because Intune silently ignores conditions that it does not know.",
    "On a terminal the table leaves out what it has no room for, and says so below; one device that was asked for by name " +
      "is shown with all that is known of it. `json` and `csv` always have everything: `canBeReset` is a boolean, " +
      "`reason` is why it cannot be reset, or null.",
  ],
  argument: "name",
  options: z.strictObject({
    name: z
      .string()
      .min(1)
      .optional()
      .describe("Only devices with this in their name, or with this serial number or ID."),
    serial: z
      .string()
      .min(1)
      .optional()
      .meta({ placeholder: "number", description: "Only the device with this serial number." }),
    platform: z.enum(platforms).optional().describe("Only devices of this platform."),
    user: z
      .string()
      .min(1)
      .optional()
      .meta({ placeholder: "sign-in name", description: "Only devices of this user, by sign-in name." }),
    resettable: z.boolean().optional().describe("Only devices whose passcode can be reset."),
    allowPlatform: z
      .enum(allowablePlatforms)
      .optional()
      .describe("Treat this platform as one that can be reset, as `reset` does with this option."),
  }),
  examples: [
    { command: "pin-reset devices --resettable", does: "Lists the devices whose passcode can be reset." },
    { command: "pin-reset devices PHONE", does: "Lists the devices that have PHONE in their name." },
    {
      command: "pin-reset devices --serial SN000001",
      does: "Shows the device with that serial number.",
    },
    {
      command: "pin-reset devices --user sam@contoso.example --output json",
      does: "Prints the devices of one user as JSON.",
    },
    {
      command: "pin-reset devices --resettable --output csv > devices.csv",
      does: "Writes a list for `pin-reset reset --from devices.csv`.",
    },
  ],
  calls: ["read managed devices"],
  async run(context, { name, ...options }) {
    const { output, graph, signal, stdout } = context;
    const progress = context.progress("Reading the managed devices");
    const found: JudgedDevice[] = [];
    try {
      for await (const one of selectDevices(graph, { ...options, device: name }, signal)) {
        found.push(one);
        if (found.length % 1000 === 0) {
          progress.update(`Reading the managed devices: ${found.length}`);
        }
      }
    } finally {
      progress.stop();
    }
    const [only] = found;
    const isOne = found.length === 1 && (name ?? options.serial) !== undefined;
    if (only && isOne && output.format === "table" && stdout.isTTY) {
      output.record(detailColumns(only), only);
    } else {
      output.rows(output.format === "table" ? shownColumns : allColumns, found);
    }
    if (found.length === 0) {
      output.note(
        name === undefined
          ? "No managed device fits."
          : `No managed device fits: none has "${name}" in its name, or as its serial number or ID.`,
      );
    }
    return undefined;
  },
});
