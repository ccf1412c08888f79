import { existsSync } from "node:fs";
import { appendFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Explanation } from "../../text/explained-error.ts";
import { messageOf } from "../../text/message-of.ts";
import { jsonText } from "../../text/plain-text.ts";
import { CommandError } from "../errors.ts";
import type { DriftPage } from "./html.ts";
import { markdownOf } from "./markdown.ts";
import type { Report } from "./report.ts";
import { sarifOf } from "./sarif.ts";

/** Where to write the report beside standard output. */
export type ReportFiles = {
  readonly markdown?: string | undefined;
  readonly sarif?: string | undefined;
  readonly html?: string | undefined;
};

/**
 * Replaces the HTML file, appends the report to the Markdown file, as a job summary wants, and replaces the SARIF file; the two
 * that are replaced, atomically.
 *
 * @throws CommandError `fileNotWritten`.
 */
export async function writeReport(report: Report, { markdown, sarif, html }: ReportFiles): Promise<void> {
  await writePage(html, { at: new Date().toISOString(), report });
  if (markdown !== undefined) {
    await written("--markdown", markdown, (file) => appendFile(file, `\n${markdownOf(report)}`));
  }
  if (sarif !== undefined) {
    const log = sarifOf(report, declarationOf(report.stack));
    await written("--sarif", sarif, (file) => replaceFile(file, `${jsonText(log, 2)}\n`));
  }
}

/**
 * Replaces the HTML file by a page that says why the check failed: an older page must not pass for its result.
 *
 * @throws CommandError `fileNotWritten`.
 */
export async function writeFailure(
  { html }: ReportFiles,
  stack: string | undefined,
  error: Explanation,
): Promise<void> {
  await writePage(html, { at: new Date().toISOString(), stack, error });
}

async function writePage(file: string | undefined, page: DriftPage): Promise<void> {
  if (file !== undefined) {
    const { htmlOf } = await import("./html.ts");
    // It names people and what they did.
    await written("--html", file, async (path) => replaceFile(path, await htmlOf(page), ownerOnly));
  }
}

const ownerOnly = 0o600;

/** Writes a file whole: a reader finds what was there before, or all of the new content. */
export async function replaceFile(file: string, content: string, mode?: number): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, content, { mode });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function written(option: string, file: string, write: (file: string) => Promise<void>): Promise<void> {
  try {
    await write(path.resolve(file));
  } catch (error) {
    const reason = messageOf(error);
    throw new CommandError("fileNotWritten", `The file of ${option} cannot be written: ${reason}`, {
      hint: `Give ${option} a path in an existing folder that you may write to.`,
    });
  }
}

/** The stack's settings, or else the project's file, as the repository names it. */
function declarationOf(stack: string): string {
  const settings = path.resolve(`Pulumi.${stack.split("/").at(-1)}.yaml`);
  const file = existsSync(settings) ? settings : path.resolve("Pulumi.yaml");
  return path
    .relative(repositoryAbove(path.dirname(file)), file)
    .split(path.sep)
    .join("/");
}

function repositoryAbove(folder: string): string {
  for (let above = folder; path.dirname(above) !== above; above = path.dirname(above)) {
    if (existsSync(path.join(above, ".git"))) {
      return above;
    }
  }
  return folder;
}
