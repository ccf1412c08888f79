import { Help } from "commander";
import { asTyped, type CliCommand } from "./command.ts";

/** Fewer columns than this are no use for a description beside its option: it goes below. */
const narrowest = 28;
const indent = 6;

/**
 * How the help of a command is laid out: no line is wider than the terminal, and no word is broken but one that is wider by
 * itself, which is broken after a dot. Elsewhere than on a terminal there are 80 columns.
 */
export function helpWith(command: CliCommand | undefined): Partial<Help> {
  return {
    minWidthToWrap: 1,
    optionDescription: ({ description }) => description,
    styleUsage(usage) {
      const [title, width] = ["Usage: ", widthOf(this)];
      return indented(wrapped(usage, width - title.length), title.length);
    },
    formatItem(term, termWidth, description) {
      const beside = widthOf(this) - termWidth - 4;
      if (beside >= narrowest) {
        return `  ${term.padEnd(termWidth)}  ${indented(wrapped(description, beside), termWidth + 4)}`;
      }
      return [wrapped(term, widthOf(this) - 2, 2), wrapped(description, widthOf(this) - indent, indent)]
        .filter((lines) => lines.trim() !== "")
        .join("\n");
    },
    formatHelp(parser, helper) {
      const help = Help.prototype.formatHelp.call(helper, parser, helper);
      return command === undefined ? help : `${help}${sections(command, widthOf(helper))}`;
    },
  };
}

function widthOf({ helpWidth }: { helpWidth?: number | undefined }): number {
  return helpWidth ?? 80;
}

function sections({ examples, permissions }: CliCommand, width: number): string {
  const shown = examples.map(
    ({ command, does }) => `${typedOver(asTyped(command), width)}\n${wrapped(does, width - indent, indent)}`,
  );
  const needed = permissions.map(({ call, application, delegated }) => {
    const names = application + (delegated === application ? "" : ` (for a signed-in user: ${delegated})`);
    return `${wrapped(`to ${call}:`, width - 2, 2)}\n${wrapped(names, width - indent, indent)}`;
  });
  return [section("Examples:", shown), section("Graph permissions:", needed)].join("");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `\n${title}\n${lines.join("\n")}\n`;
}

/** A command over as many lines as it takes, each of which goes on as the system's shell has it. */
function typedOver(command: string, width: number): string {
  const goesOn = process.platform === "win32" ? " `" : " \\";
  const [first = "", ...others] = wrapped(command, width - 2 - goesOn.length).split("\n");
  return command.length + 2 <= width
    ? `  ${command}`
    : `  ${[first, ...wrapped(others.join(" "), width - 4 - goesOn.length, 4).split("\n")].join(`${goesOn}\n`)}`;
}

function wrapped(text: string, width: number, by = 0): string {
  const box = Object.assign(new Help(), { minWidthToWrap: 1 });
  const broken = text.replaceAll(/\S+/g, (word) => (word.length > width ? afterDots(word, width) : word));
  return " ".repeat(by) + indented(box.boxWrap(broken, width), by);
}

/** A name such as `DeviceManagementManagedDevices.PrivilegedOperations.All` over several lines. */
function afterDots(word: string, width: number): string {
  const lines = [""];
  for (const part of word.split(/(?<=\.)/)) {
    const last = lines.length - 1;
    const longer = `${lines[last]}${part}`;
    if (longer.length <= width || lines[last] === "") {
      lines[last] = longer;
    } else {
      lines.push(part);
    }
  }
  return lines.join("\n");
}

function indented(lines: string, by: number): string {
  return lines.replaceAll("\n", `\n${" ".repeat(by)}`);
}
