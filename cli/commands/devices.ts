import { z } from "zod";
import { platforms } from "../../domain/platforms.ts";
import { allowablePlatforms } from "../../domain/support.ts";
import { defineCommand } from "../command.ts";
import { allColumns, type JudgedDevice, shownColumns } from "../devices/columns.ts";
import { selectDevices } from "../devices/select.ts";

/** `pin-reset devices`: the managed devices, and whether the passcode of each can be reset. */
export const devices = defineCommand({
  name: "devices",
  summary: "List the managed devices, and whether the passcode of each can be reset.",
  details: [
    "A device can be reset if Intune's documented table says so: Windows 10 Mobile from the Creators Update " +
      "(10.0.15063) on, joined to Azure AD. For all others the list says why not; `reset` says what to do " +
      "instead.",
    "All pages are read, so a large tenant takes a while. Each option is checked against every device here, " +
      "because Intune silently ignores conditions that it does not know. `json` and `csv` also have each device's " +
      "ID and serial number.",
  ],
  options: z.strictObject({
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
  async run(context, options) {
    const { output, graph, signal } = context;
    const progress = context.progress("Reading the managed devices");
    const found: JudgedDevice[] = [];
    try {
      for await (const one of selectDevices(graph, options, signal)) {
        found.push(one);
        if (found.length % 1000 === 0) {
          progress.update(`Reading the managed devices: ${found.length}`);
        }
      }
    } finally {
      progress.stop();
    }
    output.rows(output.format === "table" ? shownColumns : allColumns, found);
    if (found.length === 0) {
      output.note("No managed device fits.");
    }
    return undefined;
  },
});
