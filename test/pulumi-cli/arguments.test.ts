import { describe, expect, it } from "vitest";
import { commandOf, folderOf, runsEngine } from "../../pulumi-cli/arguments.ts";

describe("the CLI's arguments", () => {
  it.each([
    [["preview"], "preview"],
    [["-C", "up", "preview", "--diff"], "preview"],
    [["--cwd=up", "--color", "never", "stack", "ls"], "stack"],
    [["up", "--help"], undefined],
    [["--version"], undefined],
    [[], undefined],
  ])("%j name the command %s", (args, command) => {
    expect(commandOf(args)).toBe(command);
  });

  it.each([
    [["-C", "folder", "preview"], "folder"],
    [["preview", "--cwd", "folder"], "folder"],
    [["--cwd=folder", "preview"], "folder"],
    [["-C=folder", "preview"], "folder"],
    [["-Cfolder", "preview"], "folder"],
    [["-C", "first", "preview", "--cwd", "folder"], "folder"],
    [["preview"], undefined],
    [["preview", "-C"], undefined],
  ])("%j name the folder %s", (args, folder) => {
    expect(folderOf(args)).toBe(folder);
  });

  it.each([
    [["destroy"], true],
    [["import", "type", "name", "id"], true],
    [["config", "set", "preview", "up"], false],
  ])("%j run the engine: %s", (args, runs) => {
    expect(runsEngine(args)).toBe(runs);
  });
});
