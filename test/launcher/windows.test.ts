import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";

const project = path.join(import.meta.dirname, "../..");

it.each(["intune/pulumi-resource-intune.cmd", "tools/build/plugin/pulumi-resource-intune.cmd"])(
  "%s starts no node.exe of the project that it is started in",
  async (file) => {
    const text = await readFile(path.join(project, file), "utf8");
    const commands = text.split("\n").filter((line) => !/^@?(?:rem|echo|setlocal)\b/.test(line));
    // cmd, and where, look in the current folder before PATH.
    expect(commands[0]).toMatch(/^@?set "NoDefaultCurrentDirectoryInExePath=1"$/);
    expect(
      commands.filter((line) => /^@?where\b/.test(line) || /where\.exe" (?!\$PATH:)/.test(line)),
    ).toEqual([]);
  },
);
