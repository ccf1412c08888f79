import { z } from "zod";
import { json } from "../../../graph/response.ts";
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
  requestedAt: z.string().refine((text) => !Number.isNaN(Date.parse(text))),
  requestId: z.string(),
});

/** Graph's answer was lost: it may have been carried out, and show later. */
const unknown = asking.extend({ state: z.literal("unknown") });

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
  /**
   * The device's result; it is not looked up again. `superseded`: a later reset replaced the passcode that was printed.
   * `notAsked`: no reset was asked for, so the next run does.
   */
  state: z.enum(["failed", "notSupported", "canceled", "superseded", "notAsked"]),
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
});

const entry = z.discriminatedUnion("state", [asking, unknown, asked, done, failed]);

/** What became of a device so far: one line of a results file. It never holds a passcode. */
export type Entry = z.output<typeof entry>;

const header = z.object({ resultsOf: z.string(), version: z.literal(1) });

/** An entry of a reset that was sent, or may have been, and whose end is not known. */
export type BegunEntry = Extract<Entry, { state: "asking" | "unknown" | "asked" }>;

/** Whether a reset was sent, or may have been, and its end is not known. */
export function hasBegun(entry: Entry): entry is BegunEntry {
  return entry.state === "asked" || mayBeSentAgain(entry);
}

/** Whether it is unknown if the reset was carried out. */
export function mayBeSentAgain({ state }: Entry): boolean {
  return state === "asking" || state === "unknown";
}

/** Whether an entry says what came of the reset. */
export function hasEnded(entry: Entry): boolean {
  return !hasBegun(entry) && entry.state !== "notAsked";
}

/** The first line of the results of a list, whose SHA-256 is `hash`. */
export function headerOf(hash: string): z.output<typeof header> {
  return { resultsOf: hash, version: 1 };
}

/** What is known of each line of the list, and how many bytes of the file are whole lines. */
export type Results = { readonly byLine: ReadonlyMap<number, Entry>; readonly wholeBytes: number };

/**
 * Reads a results file. A last line that was cut short, as by a crash, counts as not written.
 *
 * @throws CommandError `otherList` where it is of another list, `badResults` where it is not a results file.
 */
export function parseResults(text: string, hash: string, file: string): Results {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const [first, ...lines] = whole.split("\n").slice(0, -1);
  const byLine = new Map<number, Entry>();
  if (first !== undefined) {
    checkHeader(first, hash, file);
  }
  // A file of another program must not pass for one that was cut short, and be written over.
  else if (!JSON.stringify(headerOf(hash)).startsWith(text)) {
    throw badResults(file);
  }
  for (const [index, line] of lines.entries()) {
    const { data } = entry.safeParse(json(line));
    if (data === undefined) {
      throw badLine(file, index + 2);
    }
    byLine.set(data.line, data);
  }
  return { byLine, wholeBytes: Buffer.byteLength(whole) };
}

function checkHeader(line: string, hash: string, file: string): void {
  const { data } = header.safeParse(json(line));
  if (data === undefined) {
    throw badResults(file);
  }
  if (data.resultsOf === hash) {
    return;
  }
  throw new CommandError("otherList", `${file} holds the results of another list of devices.`, {
    hint:
      "Give the list as it was, and the same command goes on with it. For another list give another --results FILE; of that list,\n" +
      "the devices that this file names as done would be reset again: leave them out. Nothing was reset.",
    ending: "usage",
  });
}

function badResults(file: string): CommandError {
  return new CommandError("badResults", `${file} is not a results file of this program: see its line 1.`, {
    hint: "Give another --results FILE. Nothing was reset.",
    ending: "usage",
  });
}

/** The file is of this list: with another one, those whose lines are good would be reset again. */
function badLine(file: string, line: number): CommandError {
  return new CommandError(
    "badResults",
    `${file} holds something on its line ${line} that this program did not write.`,
    {
      hint:
        "Repair the file, such as from a backup. Another results file would reset again the devices that this one names.\n" +
        "Nothing was reset.",
      ending: "usage",
    },
  );
}
