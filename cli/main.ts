import { Command } from "commander";
import { consentCommand } from "./commands/consent.ts";

const program = new Command("pin-reset")
  .description("The companion of PIN Reset as code: what an administrator does beside `pulumi up`.")
  .addCommand(consentCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
