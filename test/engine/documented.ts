import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { startAdopt } from "./clicked-together.ts";
import { repository, type Stack } from "./stack.ts";

// What asks a person on a terminal, and is answered here.
const asks = /^(state unprotect|destroy|up)\b/;

/** The commands in the code blocks of a section of docs/operations.md, without their comments. */
async function documentedCommands(section: string): Promise<string[]> {
  const page = await readFile(path.join(repository, "docs", "operations.md"), "utf8");
  const [, text = ""] = page.split(`\n## ${section}\n`);
  const [ownText = ""] = text.split("\n## ");
  const lines = ownText.split("\n").filter((line) => line.startsWith("    "));
  return lines.map((line) => line.replace(/\s+#.*$/, "").trim());
}

/**
 * Runs commands of a section on a stack as they stand there, in their order; all of them, or those that match. Each must
 * succeed, and at least one must be there. Answers what each was and printed.
 */
export async function runDocumented(stack: Stack, section: string, matching = /^/): Promise<string> {
  const commands = (await documentedCommands(section)).filter((command) => matching.test(command));
  expect(commands).not.toEqual([]);
  let printed = "";
  for (const command of commands) {
    const [program, ...args] = command.split(/\s+/);
    expect(["pulumi", "pin-reset"]).toContain(program);
    const answers = program === "pulumi" && asks.test(args.join(" ")) ? ["--yes"] : [];
    const ended =
      program === "pulumi"
        ? await stack.run([...args, ...answers])
        : await startAdopt(stack, ...args.slice(1)).ended;
    expect(ended, `${command}\n${ended.stdout}${ended.stderr}`).toMatchObject({ code: 0 });
    printed += `${command}\n${ended.stdout}${ended.stderr}`;
  }
  return printed;
}
