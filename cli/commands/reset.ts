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
    "The device is looked up by name, id, serial number or user, and what Graph answers is compared again: if " +
      "several fit, they are listed and none is reset. Without a device, on a terminal, there is a list to pick from.",
    "Only what Intune documents is reset: Windows 10 Mobile from the Creators Update (10.0.15063) on, joined to " +
      "Azure AD. Windows PCs, iOS, macOS and Android are refused, each with the reason and the way out; " +
      "`--allow-platform android` is for what Intune supports today.",
    "The passcode is printed once, on a terminal; where standard output is no terminal, only with `--show` or " +
      "`--output json`. Intune shows it for seven days. It is never written to a log or an error. `--vault NAME` writes " +
      "it to an Azure Key Vault instead, as a secret that expires in seven days, and prints the secret's link; the " +
      "credential needs the role Key Vault Secrets Officer there. Before the first reset the vault proves that it takes " +
      "secrets: one named pin-reset-check, disabled and without a passcode, is written and stays.",
    "`--output csv` is refused for passcodes, since a spreadsheet would alter them; with `--vault` it has the links. So is " +
      "a table where a pipeline reads it (`TF_BUILD` or `GITHUB_ACTIONS` is set, and standard output is no terminal): `##` " +
      "would be altered there. Use `--output json` or `--vault`.",
    "A list may have commas, semicolons or tabs, and be UTF-8, UTF-16 or Windows-1252; an export of the Intune admin " +
      "center is one too. Its columns are found in any case, and those that say nothing of the device are named and left " +
      "aside. Where it has ids, they decide: names and serial numbers are not compared, the user is.",
    "`--from FILE` resets the devices of a CSV file, as `pin-reset devices --resettable --output csv` writes it, side by " +
      "side and within Intune's limits; a device that fails does not stop the others. What became of each is kept in " +
      "FILE.results.jsonl (or `--results`), without a passcode: the same command goes on from there, and resets none twice. " +
      "A device on which a reset of somebody else runs is left alone, and named.",
    "Where Graph's answer to a reset is lost, the reset may have been carried out: it is looked for, and not sent again. " +
      "If none shows within five minutes the outcome is unknown, and the exit code 8. `--resume` looks again; the same " +
      "`--from` command looks again too, and asks again only for a device that shows no reset 15 minutes after the request.",
    "Ctrl-C while it waits, and a time that is up, leave the reset running: `--resume DEVICE` comes back to it and " +
      "resets nothing.",
  ],
  argument: "device",
  options: resetOptions,
  examples: [
    {
      command: "pin-reset reset",
      does: "Picks a device from a list, asks, resets it and shows the passcode.",
    },
    { command: "pin-reset reset PHONE-01", does: "Resets the device of that name, after asking." },
    { command: "pin-reset reset --user sam@contoso.example --dry-run", does: "Says what would happen." },
    {
      command: "pin-reset reset SN000001 --yes --output json",
      does: "Resets by serial number without asking, and prints the passcode as JSON: for a pipeline.",
    },
    {
      command: "pin-reset reset PHONE-01 --yes --vault contoso-passcodes",
      does: "Keeps the passcode in a Key Vault, and prints the link of the secret.",
    },
    {
      command: "pin-reset reset --from devices.csv --yes --output json",
      does: "Resets the devices of a list, and prints a line of JSON for each as it comes.",
    },
    { command: "pin-reset reset --resume PHONE-01", does: "Waits for the reset that runs on that device." },
  ],
  calls: ["read managed devices", "reset a device's passcode"],
  async run(context, options) {
    refuseContradictions(options);
    if (options.resume !== undefined) return resumeOne(context, options);
    if (options.from !== undefined) return bulkReset(context, options);
    return resetOne(context, options);
  },
});

function refuseContradictions({ device, user, resume, after, from, results, dryRun }: ResetOptions): void {
  const ways = { DEVICE: device ?? user, "--resume": resume, "--from": from };
  const given = Object.entries(ways).flatMap(([way, value]) => (value === undefined ? [] : [way]));
  if (given.length > 1) throw usage(`${given.join(" and ")} exclude each other.`);
  if (results !== undefined && from === undefined) throw usage("--results goes with --from.");
  if (after !== undefined && resume === undefined) throw usage("--after goes with --resume.");
  if (resume !== undefined && dryRun)
    throw usage("--resume resets nothing, so there is nothing for --dry-run.");
}

function usage(message: string): CommandError {
  return new CommandError("usage", message, {
    hint: "Add --help to see what the command takes.",
    ending: "usage",
  });
}
