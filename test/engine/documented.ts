import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "vitest";
import { findPulumi } from "../../pulumi-cli/find.ts";
import { commandsIn, type DocumentedCommand, readDocument } from "../documents.ts";
import { type Plan, plans } from "./documented-commands.ts";
import { repository, type Stack, withOwnPlugins } from "./stack.ts";

/** A command of a document, and how it is run; undefined where no plan says so. */
export type PlannedCommand = DocumentedCommand & { readonly at: string; readonly plan: Plan | undefined };

/** Where and with what a command is run, other than the stack's own. */
export type TypeOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** The commands of a document, in its order. */
export function plannedCommands(document: string): PlannedCommand[] {
  return commandsIn(readDocument(document)).map((found) => ({
    ...found,
    at: `${document}:${found.line}`,
    plan: plans[document]?.find(({ command }) => command.test(found.command)),
  }));
}

/** Whether the tests run this command. */
export const isRun = ({ plan }: PlannedCommand) => plan !== undefined && plan.notHere === undefined;

/**
 * Types a command into a shell in the stack's folder, answers its prompts, and expects it to end as planned. What npm
 * would run there is run with the stack's own CLI. Answers what it printed.
 */
export async function type(
  stack: Stack,
  { at, command, plan }: PlannedCommand,
  options: TypeOptions = {},
): Promise<string> {
  const { command: cli } = await findPulumi({ env: stack.env });
  const companion = `"${process.execPath}" "${path.join(repository, "cli", "pin-reset.js")}"`;
  const pulumi = plan?.input === undefined ? `"${cli}" --non-interactive` : `"${cli}"`;
  const line = [command, plan?.answer].filter(Boolean).join(" ");
  const typed = line
    .replace(/npm run (?:--silent )?pulumi --/, pulumi)
    .replace(/npm run (?:--silent )?pin-reset --/, companion);
  const child = spawn("sh", ["-c", typed], {
    cwd: options.cwd ?? stack.directory,
    env: {
      ...stack.env,
      TF_BUILD: "",
      GITHUB_ACTIONS: "",
      GITHUB_STEP_SUMMARY: path.join(stack.root, "summary.md"),
      ...(options.env && withOwnPlugins(options.env)),
    },
    stdio: "pipe",
  });
  // An empty text would be written too, to a command that may have ended.
  child.stdin.end(plan?.input);
  const closed = once(child, "close");
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  expect(plan?.codes ?? [0], `${at}: ${line}\n${stdout}${stderr}`).toContain(code);
  return stdout + stderr;
}

/**
 * Runs the commands of a section of a document, in their order, but for those that are not run here; all of them, or
 * those that match. At least one must be there. Answers what they were and printed.
 */
export async function runDocumented(
  stack: Stack,
  document: string,
  section: string,
  matching = /^/,
  options: TypeOptions = {},
): Promise<string> {
  const commands = plannedCommands(document)
    .filter(isRun)
    .filter((found) => found.section === section && matching.test(found.command));
  expect(commands, `${document}, ${section}`).not.toEqual([]);
  let printed = "";
  for (const command of commands) {
    printed += `${command.command}\n${await type(stack, command, options)}`;
  }
  return printed;
}
