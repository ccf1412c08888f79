import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation/cmd.js";
import type { Context } from "../context.ts";
import { noPulumi } from "../pulumi/failures.ts";

/** The CLI as the Automation API takes it, and the environment that it runs in. */
export type Cli = { readonly pulumiCommand: PulumiCommand; readonly envVars: Record<string, string> };

/**
 * Lets the Automation API use the CLI that PULUMI_COMMAND names, or else the one that `npm run pulumi` finds. Raises
 * CommandError `noPulumi`, PulumiNotFound, PulumiPartsMissing.
 */
export async function withPulumiCommand<Answer>(
  { env, output }: Context,
  use: (cli: Cli) => Promise<Answer>,
): Promise<Answer> {
  const { command, added } = await chosen(env, output.note);
  const root = await mkdtemp(path.join(tmpdir(), "pin-reset-"));
  try {
    const link = await linkAt(root, command);
    const { PulumiCommand } = await import("@pulumi/pulumi/automation/cmd.js");
    const pulumiCommand = await PulumiCommand.get({ root }).catch((error: unknown) => {
      const reason = reasonOf(error).replaceAll(link, command);
      throw noPulumi(`${command} is no Pulumi CLI that can be used: ${reason}`);
    });
    return await use({ pulumiCommand, envVars: { ...defined(env), ...added } });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function chosen(env: NodeJS.ProcessEnv, log: (line: string) => void) {
  if (env.PULUMI_COMMAND) return { command: path.resolve(env.PULUMI_COMMAND), added: {} };
  const { findPulumi } = await import("../../pulumi-cli/find.ts");
  const { command, env: added, missing } = await findPulumi({ env, log });
  if (missing.length > 0) {
    const { PulumiPartsMissing } = await import("../../pulumi-cli/missing.ts");
    throw new PulumiPartsMissing(missing);
  }
  return { command, added };
}

/** The Automation API knows a CLI only by a folder that has it as `bin/pulumi`. Answers that path. */
async function linkAt(root: string, command: string): Promise<string> {
  const link = path.join(root, "bin", "pulumi");
  await mkdir(path.dirname(link));
  // Links need a privilege on Windows.
  if (process.platform === "win32") await writeFile(`${link}.cmd`, `@"${command}" %*\r\n`);
  else await symlink(command, link);
  return link;
}

function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Of what a command wrote, the Automation API's error has too much: a line says why. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [, line = text] = /stderr: (.+)/.exec(text) ?? [];
  return line.trim();
}
