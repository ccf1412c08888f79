import { readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { asTyped, type CliCommand, isGroup } from "../../../cli/command.ts";
import { allCommands } from "../../../cli/commands/index.ts";
import { runPinReset } from "../../cli/support/run.ts";

const entries = await allCommands();

/** Every command by what is typed for it. */
const commands: [string[], CliCommand][] = entries.flatMap((entry) =>
  isGroup(entry)
    ? entry.commands.map((command): [string[], CliCommand] => [[entry.name, command.name], command])
    : [[[entry.name], entry] as [string[], CliCommand]],
);

const docs = path.join(import.meta.dirname, "../../../docs");

/** As one line, since help is wrapped to the terminal's width; an example goes on after a backslash. */
const flat = (text: string) => text.replace(/ \\\n/g, " ").replace(/\s+/g, " ");

describe("the pages of the companion", () => {
  it("are those of the commands, and no other", async () => {
    const pages = entries.map(({ name }) => `${name}.md`).toSorted();
    expect((await readdir(path.join(docs, "cli"))).toSorted()).toEqual(pages);
  });

  it.each(commands.map(([words, command]) => [words.join(" "), words, command] as const))(
    "say of `%s` what its --help says",
    async (_name, words, command) => {
      const { code, stdout } = await runPinReset([...words, "--help"]);
      expect(code).toBe(0);
      const help = flat(stdout);
      for (const text of [
        command.summary,
        ...command.details,
        ...command.examples.map((one) => asTyped(one.command)),
      ]) {
        expect(help).toContain(flat(text));
      }
      for (const { flag, description } of command.options) {
        expect(help).toContain(flag);
        expect(help).toContain(flat(description));
      }
      for (const { application } of command.permissions) {
        expect(help).toContain(application);
      }
    },
  );

  it("are listed by the program's own help, a group in one line", async () => {
    const { stdout } = await runPinReset(["--help"]);
    for (const entry of entries) {
      expect(flat(stdout)).toContain(
        isGroup(entry) || entry.options.length === 0 ? `${entry.name} ` : `${entry.name} [options]`,
      );
      expect(flat(stdout)).toContain(flat(entry.summary));
    }
    expect(stdout).not.toContain("fleet scan");
  });

  it.each([[["fleet", "--help"]], [["help", "fleet"]], [["help", "config"]]])(
    "are listed for a group by %j",
    async (args) => {
      const { code, stdout } = await runPinReset(args);
      expect(code).toBe(0);
      for (const entry of entries.filter(isGroup).filter(({ name }) => args.includes(name))) {
        for (const { name, summary } of entry.commands) {
          expect(flat(stdout)).toContain(flat(`${name} [options]`));
          expect(flat(stdout)).toContain(flat(summary));
        }
      }
    },
  );
});
