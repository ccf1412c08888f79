import { isReadByRunner } from "../../text/pipeline-output.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { checkVault, openVault } from "../vault/open.ts";
import { storePasscode } from "../vault/store.ts";
import type { ResetOptions } from "./options.ts";
import { resumeCommand } from "./outcome.ts";
import { printTo } from "./print-to.ts";
import { printReport, type Report } from "./report.ts";

/** Where a passcode goes. `check` sees beforehand that it can go there; `deliver` brings it. Both raise CommandError. */
export type Delivery = { check(): Promise<void>; deliver(report: Report): Promise<void> };

/**
 * Where the passcode goes, settled before there is one. Raises CommandError `usage` where it would go nowhere, or
 * where options contradict each other.
 */
export function chooseDelivery(context: Context, options: ResetOptions): Delivery {
  const { show = false, copy = false, vault } = options;
  if (vault === undefined) {
    return toScreen(context, { show, copy });
  }
  if (show || copy) {
    throw vaultAlone();
  }
  return toVault(context, vault);
}

function toScreen(context: Context, { show, copy }: { show: boolean; copy: boolean }): Delivery {
  const { stdout, stderr, output } = context;
  const terminal = [stderr, stdout].find(({ isTTY }) => isTTY);
  checkFormatForPasscodes(context);
  if (copy && terminal === undefined) {
    throw noClipboard();
  }
  if (!stdout.isTTY && !show && output.format !== "json") {
    throw goesNowhere();
  }
  return {
    check: async () => undefined,
    async deliver(report) {
      printReport(output, report, { stdout });
      // The passcode is nowhere else: that nobody got it must not pass for a success.
      await printTo(stdout, "", seeAgain(report));
      if (!copy || terminal === undefined) {
        return;
      }
      terminal.write(clipboardSequence(report.passcode.reveal()));
      output.note("It is on the clipboard too, if this terminal lets programs write there.");
    },
  };
}

function seeAgain({ device, visibleUntil }: Report): string {
  return (
    `The passcode is set; Intune shows it until ${visibleUntil}. To see it, without another reset:\n` +
    resumeCommand(device)
  );
}

// Source: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html (Operating System Commands, 52)
function clipboardSequence(text: string): string {
  return `\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`;
}

function toVault(context: Context, name: string): Delivery {
  const vault = openVault(context, name);
  return {
    check: () => checkVault(vault),
    async deliver(report) {
      const { link } = await storePasscode({ vault, ...report });
      printReport(context.output, report, { stdout: context.stdout, secret: link });
    },
  };
}

/**
 * Sees that passcodes come out of the output as they are. A table is made plain for the runner of a pipeline, which would
 * else act on `##` in it; JSON has an escape for that.
 * @throws CommandError `usage`
 */
export function checkFormatForPasscodes({ output, env, stdout }: Context): void {
  if (output.format === "csv") {
    throw noCsvForPasscodes();
  }
  if (output.format === "table" && isReadByRunner(env, stdout)) {
    throw noTableForRunner();
  }
}

function noTableForRunner(): CommandError {
  return new CommandError(
    "usage",
    "A pipeline reads this output, where a passcode that looks like a command would be altered. Nothing was reset.",
    {
      hint: "Use --output json, which a script reads as it is; or --vault NAME to keep them in a Key Vault.",
      ending: "usage",
    },
  );
}

/**
 * A passcode cannot stand in CSV so that both readers get it: a spreadsheet takes `007351` for 7351 and `-12` for a
 * formula, and whatever keeps it from that is one more character for a script.
 */
function noCsvForPasscodes(): CommandError {
  return new CommandError("usage", "A spreadsheet would alter passcodes in CSV. Nothing was reset.", {
    hint: "Use --output json or --show; or --vault NAME, with which CSV has the link of each secret.",
    ending: "usage",
  });
}

function goesNowhere(): CommandError {
  return new CommandError(
    "usage",
    "Standard output is no terminal, so the passcode would not be printed. Nothing was reset.",
    {
      hint: "Add --show or --output json to print it all the same, or --vault NAME to keep it in a Key Vault.",
      ending: "usage",
    },
  );
}

function noClipboard(): CommandError {
  return new CommandError("usage", "--copy needs a terminal, whose clipboard it is. Nothing was reset.", {
    hint: "Use --show, --output json or --vault NAME.",
    ending: "usage",
  });
}

function vaultAlone(): CommandError {
  return new CommandError(
    "usage",
    "--vault keeps the passcode off the screen: it goes without --show and --copy.",
    {
      hint: "Leave one of them out. Nothing was reset.",
      ending: "usage",
    },
  );
}
