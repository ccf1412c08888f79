import { describe, expect, it } from "vitest";
import { type CliCommand, isGroup } from "../../cli/command.ts";
import { allCommands } from "../../cli/commands/index.ts";
import { noPlaceholder } from "../../cli/option.ts";
import { createProgram, toCommander } from "../../cli/parser.ts";
import { runPinReset } from "./support/run.ts";

const entries = await allCommands();
const commands: readonly CliCommand[] = entries.flatMap((entry) =>
  isGroup(entry) ? entry.commands : [entry],
);

/** The help of every command and group at a width. */
function helpAt(width: number): string[] {
  const program = createProgram();
  const parsers = entries.map((entry) => toCommander(entry, async () => undefined));
  for (const parser of parsers) {
    program.addCommand(parser);
  }
  return [program, ...parsers, ...parsers.flatMap((parser) => parser.commands)].map((parser) => {
    parser.configureOutput({ getOutHelpWidth: () => width });
    return parser.helpInformation();
  });
}

function words(text: string): string {
  // What joins a command's lines is no word of it.
  return text.replaceAll(/ \\\n/g, "\n").replaceAll(/\s+/g, " ");
}

describe("--help", () => {
  it.each([50, 80, 120])("has no line wider than %i columns", (width) => {
    const lines = helpAt(width).flatMap((help) => help.split("\n"));
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(lines.length).toBeGreaterThan(500);
  });

  it.each([50, 80])("breaks no word at %i columns, but a permission's name after a dot", (width) => {
    const wide = helpAt(1000).map(words);
    const narrow = helpAt(width).map((help) => words(help.replaceAll(/(\w\.)\n +(?=[A-Z]\w*\.)/g, "$1")));
    expect(narrow).toEqual(wide);
  });

  it("says of every option what it takes", () => {
    const silent = commands.flatMap(({ name, options }) =>
      options.filter(({ placeholder }) => placeholder === noPlaceholder).map(({ flag }) => `${name} ${flag}`),
    );
    expect(silent).toEqual([]);
  });
});

describe("a mistyped word", () => {
  it.each([
    [["rest"], "Unknown command 'rest'.\nDid you mean reset?\n"],
    [["flet", "scan"], "Unknown command 'flet'.\nDid you mean fleet?\n"],
    [["fleet", "scna"], "Unknown command 'scna'.\nDid you mean scan?\n"],
    [["devices", "--outptu", "json"], "Unknown option '--outptu'.\nDid you mean --output?\n"],
    [
      ["devices", "--user"],
      "Option '--user <sign-in name>' argument missing.\nAdd --help to see what the command takes.\n",
    ],
  ])("%j is told with what was meant", async (args, text) => {
    expect(await runPinReset(args)).toEqual({ code: 2, stdout: "", stderr: text });
  });

  it("is told in JSON where the output is JSON", async () => {
    const { code, stderr } = await runPinReset(["devices", "--usr", "x", "--output", "json"]);
    expect([code, JSON.parse(stderr)]).toEqual([
      2,
      { error: { code: "usage", message: "Unknown option '--usr'.", hint: "Did you mean --user?" } },
    ]);
  });
});
