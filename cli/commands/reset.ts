import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import { bulkReset } from "../reset/bulk/bulk-reset.ts";
import { resetOne, resumeOne } from "../reset/one.ts";
import { type ResetOptions, resetOptions } from "../reset/options.ts";

/** `pin-reset reset`: what "Reset passcode" in the Intune admin center does, and the passcode itself. */
export const reset = defineCommand({
  name: "reset",
  summary: "Reset the passcode of a device, wait for the new one, and show it.",
  details: [
    "The device is looked up by name, ID, serial number or user, and Graph's results are checked again here. " +
      "Quotes around a name and invisible characters are ignored, and a curly apostrophe is the same as a straight " +
      "one. A sign-in name as DEVICE means the same as `--user`, unless a device has that name. If none matches, " +
      "the nearest name is suggested, from at most 5,000 devices. If several match, they are listed and none is " +
      "reset; on a terminal you choose one of them.",
    "Without a device, on a terminal, you choose from a list of all: type to search by name, user or serial number, " +
      "and press PageUp, PageDown, Home, End or the arrows to move. A device that cannot be reset is listed with the " +
      "reason, and cannot be chosen. If you choose one that is only similar to what you typed, you are asked, also with `--yes`.",
    "If a reset is already running on the device, a second one would replace its passcode: you are asked on a " +
      "terminal, also with `--yes`; without a terminal the command refuses, unless `--again` is given. So it does where someone " +
      "else resets the device while the question is open. A passcode that Intune still shows from an earlier reset is mentioned first.",
    "Only what Intune documents is reset: Windows 10 Mobile from the Creators Update (10.0.15063) on, joined to " +
      "Azure AD. Windows PCs, iOS, macOS and Android are refused, each with the reason and what to do instead; " +
      "`--allow-platform android` is for what Intune supports today.",
    "The passcode is printed once, on a terminal, in whose scroll-back it stays: clear that, or use `--vault`, where others use " +
      "the terminal. If standard output is not a terminal, it is printed only with `--show` or `--output json`. If it could not be " +
      "written there, the command fails, and says how to see it. Intune shows it for seven days. It is never written to a log or an error. `--vault NAME` " +
      "stores it in an Azure Key Vault instead, as a secret that expires in seven days, and prints the secret's " +
      "link; the credential needs the role Key Vault Secrets Officer there. To prove that the vault can be " +
      "written, a secret named pin-reset-check, disabled and without a passcode, is written before the first " +
      "reset and stays.",
    "`--output csv` is refused for passcodes, because a spreadsheet would alter them; with `--vault` it has the " +
      "links. A table is also refused in a pipeline (`TF_BUILD` or `GITHUB_ACTIONS` is set, and standard output " +
      "is not a terminal), because `##` would be altered there. Use `--output json` or `--vault`.",
    "`--from FILE` resets the devices of a CSV file, as `pin-reset devices --resettable --output csv` writes it, " +
      "in parallel and within Intune's limits; a device that fails does not stop the others. The result for each " +
      "device is kept in FILE.results.jsonl (or `--results`), without a passcode: the same command continues from " +
      "there, and resets no device twice. It says how many were already done; with `--resume` it lists them, with " +
      "their passcodes as long as Intune shows them. A device that is being reset by someone else is skipped, and named.",
    "The file may use commas, semicolons or tabs, and be UTF-8, UTF-16 or Windows-1252; an export of the Intune " +
      "admin center works too. Column names are matched in any case, and columns that do not identify a device " +
      "are named and ignored. If it has IDs, they decide: names and serial numbers are not compared, the user is.",
    "If Graph's response to a reset is lost, the reset may have been carried out: it is looked for, and not sent " +
      "again. If none shows up within five minutes the outcome is unknown, and the exit code is 8. `--resume` " +
      "looks again; so does the same `--from` command, which repeats the reset only for a device that shows none " +
      "15 minutes after the request.",
    "After Ctrl-C, a timeout or an error of Graph's while it waits, the reset continues: `--resume DEVICE` returns to it and resets " +
      "nothing. Ctrl-C before the request says that nothing was reset.",
  ],
  argument: "device",
  options: resetOptions,
  printsPasscodes: true,
  examples: [
    {
      command: "pin-reset reset",
      does: "Lets you choose a device, asks, resets it and shows the passcode.",
    },
    { command: "pin-reset reset PHONE-01", does: "Resets the device with that name, after asking." },
    { command: "pin-reset reset --user sam@contoso.example --dry-run", does: "Shows what would happen." },
    {
      command: "pin-reset reset SN000001 --yes --output json",
      does: "Resets by serial number without asking, and prints the passcode as JSON: for a pipeline.",
    },
    {
      command: "pin-reset reset PHONE-01 --yes --vault contoso-passcodes",
      does: "Stores the passcode in a Key Vault, and prints the link to the secret.",
    },
    {
      command: "pin-reset reset --from devices.csv --yes --output json",
      does: "Resets the devices of a list, and prints a line of JSON for each when it is done.",
    },
    {
      command: "pin-reset reset --from devices.csv --resume --yes --output json",
      does: "Goes on with an earlier run of that list, and prints again what it had done.",
    },
    {
      command: "pin-reset reset --resume PHONE-01",
      does: "Waits for the reset that is running on that device.",
    },
  ],
  calls: ["read managed devices", "reset a device's passcode"],
  async run(context, options) {
    refuseContradictions(options);
    if (options.from !== undefined) {
      return bulkReset(context, options);
    }
    if (options.resume) {
      return resumeOne(context, options);
    }
    return resetOne(context, options);
  },
});

function refuseContradictions(options: ResetOptions): void {
  const { device, user, resume = false, after, from, results, dryRun, again } = options;
  if (from !== undefined && (device ?? user) !== undefined) {
    throw usage("DEVICE and --from exclude each other.");
  }
  if (results !== undefined && from === undefined) {
    throw usage("--results goes with --from.");
  }
  if (again && (from !== undefined || resume)) {
    throw usage("--again is for the reset of one device.");
  }
  if (after !== undefined && (!resume || from !== undefined)) {
    throw usage("--after goes with --resume and a device.");
  }
  if (resume && from === undefined && dryRun) {
    throw usage("--resume resets nothing, so there is nothing for --dry-run.");
  }
}

function usage(message: string): CommandError {
  return new CommandError("usage", message, {
    hint: "Add --help to see what the command takes.",
    ending: "usage",
  });
}
