import { describe, expect, it } from "vitest";
import { isGroup } from "../../../cli/command.ts";
import { allCommands } from "../../../cli/commands/index.ts";
import { candidatesFor } from "../../../cli/completion/candidates.ts";
import { loadedModules } from "../../launcher/loaded-modules.ts";
import { environment, launcher } from "../support/run.ts";

function values(...words: string[]): string[] {
  return candidatesFor(words).values.map(([value]) => value);
}

describe("completion", () => {
  it("has every command, and every command and option of a group", async () => {
    const entries = await allCommands();
    expect(values("")).toEqual([...entries.map(({ name }) => name), "help"]);
    for (const group of entries.filter(isGroup)) {
      expect(values(group.name, "")).toEqual(group.commands.map(({ name }) => name));
      for (const { name, options } of group.commands) {
        const flags = options.map(({ flag }) => flag.split(" ")[0]);
        expect(values(group.name, name, "--")).toEqual([...flags, "--help"]);
      }
    }
  });

  it.each([
    [["dev"], ["devices"]],
    [["--v"], ["--version"]],
    [["help", "fl"], ["fleet"]],
    [["help", "fleet", "sca"], ["scan"]],
    [
      ["devices", "--platform", "w"],
      ["windows10Mobile", "windows"],
    ],
    [
      ["devices", "--platform=w"],
      ["windows10Mobile", "windows"],
    ],
    [["devices", "--resettable", "--outp"], ["--output"]],
    [["devices", "--output", "json", "--outp"], ["--output"]],
    [["fleet", "schedule", "--cron", "x", "l"], ["list"]],
    [["config", "set", "st"], ["stack"]],
    [["completion", "z"], ["zsh"]],
    [["reset", "--user", ""], []],
    [["reset", "PHO"], []],
    [["constructor", ""], []],
    [["devices", "--constructor", ""], []],
  ])("of %j is %j", (words, expected) => {
    expect(values(...words)).toEqual(expected);
  });

  it.each([
    [["reset", "--from", ""], "file"],
    [["fleet", "up", "--policy-pack", "po"], "folder"],
    [["fleet", "up", "--html=re"], "file"],
    [["reset", ""], undefined],
  ])("of %j is names of a %s", (words, paths) => {
    expect(candidatesFor(words).paths).toBe(paths);
  });

  it("loads neither a package nor anything of Graph, so that a key press waits for nothing", async () => {
    const loaded = await loadedModules([launcher, "complete", "--", "reset", "--"], environment({}));
    expect(loaded.filter((name) => !name.startsWith("node:")).toSorted()).toEqual([
      "cli/completion/candidates.ts",
      "cli/completion/commands.ts",
      "cli/completion/complete.ts",
      "cli/main.ts",
      "cli/pin-reset.js",
      "launcher/compile-cache.js",
      "version.ts",
    ]);
  });
});
