import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "../../../pulumi-cli/stack.ts";

const examples = [
  "typescript/index.ts",
  "python/__main__.py",
  "yaml/Pulumi.yaml",
  "go/main.go",
  "csharp/Program.cs",
  "java/src/main/java/example/App.java",
];

describe("docs/languages.md", () => {
  it.each(examples)("shows %s as it is in examples/languages/", async (example) => {
    const page = await readFile(path.join(repository, "docs", "languages.md"), "utf8");
    const program = await readFile(path.join(repository, "examples", "languages", example), "utf8");

    expect(page).toContain(`\n${program.trim()}\n\`\`\`\n`);
    expect(page).toContain(`(../examples/languages/${example})`);
  });
});
