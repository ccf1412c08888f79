import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { examples as shown } from "../../../intune/examples.ts";
import { repository } from "../../../pulumi-cli/stack.ts";
import { programs } from "../../../tools/sdks/programs.ts";

const examples = Object.values(programs);

describe("the schema's description of PinReset", () => {
  it.each(examples)("shows %s as it is in examples/languages/", async (example) => {
    const { "intune:index:PinReset": pinReset } = shown;
    const program = await readFile(path.join(repository, "examples", "languages", example), "utf8");
    expect(Object.values(pinReset?.programs ?? {})).toContain(program);
  });
});

describe("docs/languages.md", () => {
  it.each(examples)("shows %s as it is in examples/languages/", async (example) => {
    const page = await readFile(path.join(repository, "docs", "languages.md"), "utf8");
    const program = await readFile(path.join(repository, "examples", "languages", example), "utf8");

    expect(page).toContain(`\n${program.trim()}\n\`\`\`\n`);
    expect(page).toContain(`(../examples/languages/${example})`);
  });
});
