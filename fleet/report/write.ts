import { appendFile, stat } from "node:fs/promises";
import path from "node:path";
import { replaceFile } from "../../cli/drift/files.ts";
import { messageOf } from "../../text/message-of.ts";
import { FleetError } from "../errors.ts";
import type { ReportModel } from "./model.ts";

/** Where the report is written, by format: paths, or undefined for none. */
export type ReportFiles = {
  readonly html?: string | undefined;
  readonly json?: string | undefined;
  readonly csv?: string | undefined;
  readonly markdown?: string | undefined;
};

/**
 * Writes the report. The HTML, JSON and CSV files are replaced whole; Markdown is appended, as a job summary wants. The report names
 * customers and people, so that a new file is readable by its owner only.
 *
 * @throws FleetError `reportNotWritten`.
 */
export async function writeReports(model: ReportModel, files: ReportFiles): Promise<void> {
  await write("--html", files.html, async (file) => {
    const { htmlReport } = await import("./html.ts");
    await replaceFile(file, await htmlReport(model), ownerOnly);
  });
  await write("--json", files.json, async (file) => {
    const { jsonReport } = await import("./json.ts");
    await replaceFile(file, jsonReport(model), ownerOnly);
  });
  await write("--csv", files.csv, async (file) => {
    const { csvReport } = await import("./csv.ts");
    await replaceFile(file, csvReport(model), ownerOnly);
  });
  await write("--markdown", files.markdown, async (file) => {
    const { markdownReport, mostSummaryBytes } = await import("./markdown.ts");
    const report = markdownReport(model, mostSummaryBytes - (await sizeOf(file)) - 1);
    await appendFile(file, `\n${report}`, { mode: ownerOnly });
  });
}

const ownerOnly = 0o600;

async function write(
  option: string,
  file: string | undefined,
  writeTo: (file: string) => Promise<void>,
): Promise<void> {
  if (file === undefined) {
    return;
  }
  try {
    await writeTo(path.resolve(file));
  } catch (error) {
    throw new FleetError({
      code: "reportNotWritten",
      message: `The file of ${option} cannot be written: ${messageOf(error)}`,
      hint: `Give ${option} a path in an existing folder that you may write to.`,
    });
  }
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  return found?.size ?? 0;
}
