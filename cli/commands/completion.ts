import path from "node:path";
import { z } from "zod";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";

const shells = ["bash", "zsh", "fish", "powershell"] as const;

const launcher = path.join(import.meta.dirname, "../pin-reset.js");

/** `pin-reset completion`: the script that has a shell complete what is typed after `pin-reset`. */
export const completion = defineCommand({
  name: "completion",
  summary: "Print the script by which a shell completes commands, options and their values.",
  details: [
    "A line in the shell's profile reads it; docs/cli.md has the line for each shell. It is for the command `pin-reset`, as " +
      "`npm link` in a checkout puts it on PATH, or an alias of that name. It names Node.js and the companion by their paths: " +
      "print it again if they move.",
    "Names of devices and tenants are not completed: that would need a sign-in.",
  ],
  argument: "shell",
  options: z.strictObject({
    shell: z
      .enum(shells, `must be ${shells.join(", ")}`)
      .optional()
      .describe("The shell."),
  }),
  output: false,
  examples: [{ command: "pin-reset completion bash", does: "Prints the script for bash." }],
  calls: [],
  async run({ stdout }, { shell }) {
    if (shell === undefined) {
      throw new CommandError("usage", `No shell was named: ${shells.join(", ")}.`, {
        hint: "Give its name: `npm run --silent pin-reset -- completion bash`.",
        ending: "usage",
      });
    }
    const quoted = [process.execPath, launcher].map(quotes[shell]).join(" ");
    if (shell === "bash") {
      const { bashScript } = await import("../completion/bash.ts");
      stdout.write(bashScript(quoted));
    } else {
      const { libraryScript } = await import("../completion/of-library.ts");
      stdout.write(libraryScript(shell, quoted));
    }
    return undefined;
  },
});

/** A path as each shell takes it, where the script has it. */
const quotes = {
  bash: posix,
  // It stands between double quotes there.
  zsh: (word) => posix(word).replace(/["$`\\]/g, "\\$&"),
  fish: (word) => `'${word.replace(/['\\]/g, "\\$&")}'`,
  powershell: (word) => `'${word.replaceAll("'", "''")}'`,
} as const satisfies Record<(typeof shells)[number], (word: string) => string>;

function posix(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
