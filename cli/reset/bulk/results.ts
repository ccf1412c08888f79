import { z } from "zod";
import { json } from "../../../graph/answer.ts";
import { CommandError } from "../../errors.ts";

const about = {
  /** When it was written, by this machine's clock. */
  at: z.string(),
  /** The line of the list. */
  line: z.int(),
  id: z.string().min(1),
  name: z.string(),
};

const asking = z.object({
  ...about,
  /** Written before the reset is asked for: from here on it may have been. */
  state: z.literal("asking"),
  /** As in ResetRequest. */
  requestedAt: z.string(),
  requestId: z.string(),
});

const asked = asking.extend({ state: z.literal("asked") });

const done = z.object({
  ...about,
  state: z.literal("done"),
  requestId: z.string(),
  setAt: z.string(),
  visibleUntil: z.string(),
  /** The secret's link, where a vault has the passcode. */
  secret: z.string().optional(),
});

const failed = z.object({
  ...about,
  /** What the device answered; it is asked no more. `notAsked`: no reset was asked for, so the next run does. */
  state: z.enum(["failed", "notSupported", "canceled", "notAsked"]),
  code: z.string(),
  message: z.string(),
});

const entry = z.discriminatedUnion("state", [asking, asked, done, failed]);

/** What became of a device so far: one line of a results file. It never holds a passcode. */
export type Entry = z.output<typeof entry>;

const header = z.object({ resultsOf: z.string(), version: z.literal(1) });

/** The first line of the results of a list, whose SHA-256 is `hash`. */
export function headerOf(hash: string): z.output<typeof header> {
  return { resultsOf: hash, version: 1 };
}

/** What is known of each line of the list, and how many bytes of the file are whole lines. */
export type Results = { readonly byLine: ReadonlyMap<number, Entry>; readonly wholeBytes: number };

/**
 * Reads a results file. A last line that was cut short, as by a crash, counts as not written. Raises CommandError
 * `otherList` where it is of another list, `badResults` where it is no results file.
 */
export function parseResults(text: string, hash: string, file: string): Results {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const [first, ...lines] = whole.split("\n").slice(0, -1);
  const byLine = new Map<number, Entry>();
  if (first !== undefined) checkHeader(first, hash, file);
  // A file of somebody else's must not pass for one that was cut short, and be written over.
  else if (!JSON.stringify(headerOf(hash)).startsWith(text)) throw badResults(file, 1);
  for (const [index, line] of lines.entries()) {
    const { data } = entry.safeParse(json(line));
    if (data === undefined) throw badResults(file, index + 2);
    byLine.set(data.line, data);
  }
  return { byLine, wholeBytes: Buffer.byteLength(whole) };
}

function checkHeader(line: string, hash: string, file: string): void {
  const { data } = header.safeParse(json(line));
  if (data === undefined) throw badResults(file, 1);
  if (data.resultsOf === hash) return;
  throw new CommandError("otherList", `${file} holds the results of another list of devices.`, {
    hint: "Give the list as it was, or another --results FILE. Nothing was reset.",
    ending: "usage",
  });
}

function badResults(file: string, line: number): CommandError {
  return new CommandError(
    "badResults",
    `${file} is not a results file of this program: see its line ${line}.`,
    {
      hint: "Give another --results FILE. Nothing was reset.",
      ending: "usage",
    },
  );
}
