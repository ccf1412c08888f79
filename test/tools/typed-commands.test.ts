import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { commands } from "../../cli/commands/index.ts";
import { readDocument, trackedFiles } from "../documents.ts";

const sources = trackedFiles("cli/**/*.ts", "docs/**/*.md", "*.md", "settings/**/*.ts", "tools/**/*.ts");
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readDocument("package.json")));

function uses(pattern: RegExp): { file: string; name: string }[] {
  return sources.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(pattern)].map(([, name = ""]) => ({ file, name })),
  );
}

describe("documents and hints", () => {
  it("never say `npx pin-reset`, which asks the registry for a name that nobody owns", () => {
    const found = sources.filter((file) => /npx (?:--\S+ )*pin-reset/.test(readFileSync(file, "utf8")));
    // The changelog says that it was so.
    expect(found).toEqual(["CHANGELOG.md"]);
  });

  it("name only commands of the companion that exist", () => {
    const named = uses(/npm run (?:--silent )?pin-reset -- ([a-z]+)/g);
    expect(named.length).toBeGreaterThan(20);
    const names = commands.map(({ name }) => name);
    expect(named.filter(({ name }) => !names.includes(name))).toEqual([]);
  });

  it("name only scripts that package.json has", () => {
    const named = uses(/npm run (?:--silent )?([a-z][a-z-]*(?::[a-z]+)*)/g);
    expect(named.filter(({ name }) => scripts[name] === undefined)).toEqual([]);
  });
});
