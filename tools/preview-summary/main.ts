import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { messageOf } from "../../text/message-of.ts";
import { keepFromRunner } from "../../text/pipeline-output.ts";
import { eventsIn, previewOf } from "./preview.ts";
import { summaryOf } from "./summary.ts";

/**
 * `npm run preview-summary`: what a preview would change, as Markdown for the comment of a pull request and the page of a
 * run. It ends as `pulumi preview --expect-no-changes` does, which saves no plan: with 0 if nothing would change, with 7
 * if something would, or else with the code of the preview, which failed.
 *
 *   npm run preview-summary -- --stack prod --code 0 --events events.json --text preview.txt --markdown preview.md
 */
const { values } = parseArgs({
  options: {
    stack: { type: "string", default: "" },
    /** The exit code of `pulumi preview --event-log EVENTS`. */
    code: { type: "string", default: "1" },
    events: { type: "string", default: "" },
    /** What it printed. */
    text: { type: "string", default: "" },
    /** Where to write to. */
    markdown: { type: "string", default: "" },
  },
});

// GitHub takes 65,536 characters as a comment, and those who post it add some of their own.
const mostCharacters = 60_000;

for (const stream of [process.stdout, process.stderr]) {
  keepFromRunner(process.env, stream);
}
try {
  const code = Number(values.code);
  const printed = await readFile(values.text, "utf8");
  // A preview that failed early has written no events.
  const log = await readFile(values.events, "utf8").catch((error: unknown) => {
    if (code === 0) {
      throw error;
    }
    return "";
  });
  const preview = previewOf(values.stack, eventsIn(log), code !== 0);
  await writeFile(values.markdown, summaryOf(preview, printed, mostCharacters));
  process.exitCode = code || (preview.drifted.length + preview.pending.length > 0 ? 7 : 0);
} catch (error) {
  process.stderr.write(`The preview's summary cannot be written: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
