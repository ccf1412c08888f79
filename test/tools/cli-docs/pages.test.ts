import { readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { asTyped } from "../../../cli/command.ts";
import { allCommands } from "../../../cli/commands/index.ts";
import { runPinReset } from "../../cli/support/run.ts";

const commands = await allCommands();

const docs = path.join(import.meta.dirname, "../../../docs");

/** As one line, since help is wrapped to the terminal's width. */
const flat = (text: string) => text.replace(/\s+/g, " ");

describe("the pages of the companion", () => {
  it("are those of the commands, and no other", async () => {
    const pages = commands.map(({ name }) => `${name}.md`).toSorted();
    expect((await readdir(path.join(docs, "cli"))).toSorted()).toEqual(pages);
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    "say of `%s` what its --help says",
    async (name, command) => {
      const { code, stdout } = await runPinReset([name, "--help"]);
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

  it("are listed by the program's own help", async () => {
    const { stdout } = await runPinReset(["--help"]);
    for (const { name } of commands) {
      expect(flat(stdout)).toContain(`${name} [options]`);
    }
    for (const { summary } of commands) {
      expect(flat(stdout)).toContain(flat(summary));
    }
  });
});
