import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { allCommands } from "../../cli/commands/index.ts";
import { readDocument, trackedFiles } from "../documents.ts";

const commands = await allCommands();

/** What the program and its plugin say is read in a run of Pulumi, where nothing tells which package a command is of. */
const saidInRuns = trackedFiles(
  ...["intune/*.ts", "components/*.ts", "lookups/*.ts", "graph/*.ts", "provider/*.ts"],
);
const sources = [...trackedFiles("cli/*.ts", "*.md", "settings/*.ts", "tools/*.ts"), ...saidInRuns];
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readDocument("package.json")));

function uses(pattern: RegExp): { file: string; name: string }[] {
  return sources.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(pattern)].map(([, name = ""]) => ({ file, name })),
  );
}

function withoutComments(source: string): string {
  return source.replace(/\/\*\*?[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

describe("documents and hints", () => {
  it("never say `npx pin-reset`, which asks the registry for a name that nobody owns", () => {
    const found = sources.filter((file) => /npx (?:--\S+ )*pin-reset/.test(readFileSync(file, "utf8")));
    // The changelog says that it was so.
    expect(found).toEqual(["CHANGELOG.md"]);
  });

  it("name only commands of the companion that exist", () => {
    const named = uses(/npm run (?:--silent )?pin-reset -- ([a-z][a-z-]*)/g);
    expect(named.length).toBeGreaterThan(20);
    const names = commands.map(({ name }) => name);
    expect(named.filter(({ name }) => !names.includes(name))).toEqual([]);
  });

  it("never name a command of the companion alone in a message of a run, where no such command is", () => {
    const names = commands.map(({ name }) => name).join("|");
    const bare = new RegExp(`(?<![-/:\\w.])pin-reset (?:--\\S+ )*(?:${names})\\b`);
    const found = saidInRuns.flatMap((file) =>
      withoutComments(readFileSync(file, "utf8"))
        .split("\n")
        .filter((line) => bare.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(saidInRuns.length).toBeGreaterThan(50);
    expect(found).toEqual([]);
  });

  it("name only scripts that package.json has", () => {
    const named = uses(/npm run (?:--silent )?([a-z][a-z-]*(?::[a-z]+)*)/g);
    expect(named.filter(({ name }) => scripts[name] === undefined)).toEqual([]);
  });
});
