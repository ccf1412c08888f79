import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation/cmd.js";
import "../launcher/defer-unused.js";
import { messageOf } from "../text/message-of.ts";
import { PulumiError } from "./errors.ts";
import { findPulumi } from "./find.ts";
import { partsMissing } from "./missing.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

/** A CLI, as it is run by hand and as the Automation API takes it, and the environment that it runs in. */
export type AutomationCli = {
  readonly command: string;
  readonly pulumiCommand: PulumiCommand;
  readonly envVars: Record<string, string>;
};

/**
 * Lets the Automation API use the CLI that PULUMI_COMMAND names, or else the one that findPulumi finds.
 *
 * @param log Gets progress of a download or a build, a line at a time.
 * @throws PulumiError `noPulumi`, `partsMissing`, and what `use` throws.
 */
export async function withAutomationCli<Result>(
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
  use: (cli: AutomationCli) => Promise<Result>,
): Promise<Result> {
  const { command, added } = await chooseCli(env, log);
  return inTemporaryFolder(async (root) => {
    const link = await linkAt(root, command);
    const { PulumiCommand } = await import("@pulumi/pulumi/automation/cmd.js");
    const pulumiCommand = await PulumiCommand.get({ root }).catch((error: unknown) => {
      throw notUsable(command, reasonOf(error).replaceAll(link, command));
    });
    return await use({ command, pulumiCommand, envVars: { ...defined(env), ...added } });
  });
}

async function chooseCli(env: NodeJS.ProcessEnv, log: (line: string) => void) {
  if (env.PULUMI_COMMAND) {
    return { command: path.resolve(env.PULUMI_COMMAND), added: {} };
  }
  const { command, env: added, missing } = await findPulumi({ env, log });
  if (missing.length > 0) {
    throw partsMissing(missing);
  }
  return { command, added };
}

/** The Automation API knows a CLI only by a folder that has it as `bin/pulumi`. Returns that path. */
async function linkAt(root: string, command: string): Promise<string> {
  const link = path.join(root, "bin", "pulumi");
  await mkdir(path.dirname(link));
  // Links need a privilege on Windows.
  if (process.platform === "win32") {
    await writeFile(`${link}.cmd`, `@"${command}" %*\r\n`);
  } else {
    await symlink(command, link);
  }
  return link;
}

function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Of what a command wrote, the Automation API's error has too much: a line says why. */
function reasonOf(error: unknown): string {
  const text = messageOf(error);
  const [, line = text] = /stderr: (.+)/.exec(text) ?? [];
  return line.trim();
}

function notUsable(command: string, reason: string): PulumiError {
  return new PulumiError(
    "noPulumi",
    `${command} is not a usable Pulumi CLI: ${reason}`,
    "PULUMI_COMMAND must be the path of the Pulumi CLI; leave it out to use the one that `npm run pulumi` finds.",
  );
}
