import { z } from "zod";
import { readinessScriptName } from "../../domain/can-reset.ts";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import { assess } from "../readiness/assess.ts";
import { printReadiness } from "../readiness/report.ts";

const percent = "must be a number from 0 to 100";

/** `pin-reset readiness`: how many Windows devices can reset a PIN without losing it. */
export const readiness = defineCommand({
  name: "readiness",
  summary:
    "Count the Windows devices that can reset their PIN without losing it, and say why the others cannot.",
  details: [
    "Where `pin-reset:readiness` is set, devices report what `dsregcmd /status` says of their user's PIN (CanReset) by a " +
      "remediation script, and each managed Windows device is counted by its newest report. A device that has not " +
      "reported, for example since it was not online, is not ready. The script runs once a day by default; devices report a " +
      "result that has changed, and every result at least once in seven days.",
    "Without the script, or without the permission to read it, the deployment of the custom and identity protection " +
      "profiles that turn PIN recovery on is counted instead; Intune has no such count for the settings catalog. That is " +
      "weaker, and the output says so: a policy that has arrived does not mean that a PIN can be reset. Where several " +
      "profiles turn it on, the number is the most that it can be, since a device of two counts for both. `source` is " +
      "`script` or `deployment`.",
    "Remediations need a license for each user: Windows Enterprise E3 or E5, Windows Education A3 or A5, or Windows VDA, " +
      "which an administrator confirms once in the Intune admin center.",
    "Reasons are grouped and counted. Names of devices are printed only with --devices. `--output json` prints {ready, " +
      "windowsDevices, otherDevices, source, script, sentence, reasons: [{devices, code, message, hint}]}, and with " +
      "--devices also devices: [{id, name, ready, reason, canReset, reportedAt}]; what is not known is null.",
  ],
  options: z.strictObject({
    script: z
      .string()
      .min(1)
      .optional()
      .meta({
        placeholder: "name or id",
        description: `The remediation script; "${readinessScriptName}" if omitted.`,
      }),
    devices: z
      .boolean()
      .optional()
      .describe("List the devices by name; only where the script is the source."),
    atLeast: z.coerce.number(percent).min(0, percent).max(100, percent).optional().meta({
      placeholder: "percent",
      description: "Exit with 7 if fewer percent of the Windows devices are ready.",
    }),
  }),
  examples: [
    { command: "pin-reset readiness", does: "Prints the number, and the reasons for the rest." },
    {
      command: "pin-reset readiness --at-least 95 --output json",
      does: "Prints them for a script; exits with 7 below 95%.",
    },
    {
      command: "pin-reset readiness --devices --output csv > readiness.csv",
      does: "Writes a list of the Windows devices, each with its reason.",
    },
  ],
  calls: [
    "read managed devices",
    "read remediation scripts and what devices report of them",
    "read device configurations and their assignments",
  ],
  async run(context, { script, devices = false, atLeast = 0 }) {
    const { graph, signal } = context;
    const progress = context.progress("Reading what devices report");
    const wanted = { script: script ?? readinessScriptName, isNamed: script !== undefined };
    const found = await assess({ graph, signal }, wanted).finally(() => progress.stop());
    if (devices && found.source === "deployment") {
      throw new CommandError(
        "noReadinessSource",
        `${found.whyNotScript} Without it no device can be listed.`,
        {
          hint: "Leave out --devices, or set `pin-reset:readiness` to true and run `npm run pulumi -- up`.",
        },
      );
    }
    printReadiness(context, found, devices);
    return 100 * found.ready < atLeast * found.windowsDevices ? "found" : "done";
  },
});
