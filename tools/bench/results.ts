import { z } from "zod";

const target = z.strictObject({
  what: z.string(),
  atMost: z.number(),
  /** Left out where it could not be measured; `why` says why not. */
  measured: z.number().optional(),
  why: z.string().optional(),
  /** Whether it is one of the goals, which the page has first. */
  isGoal: z.boolean().optional(),
});

/** What a ratio, or a count, must not exceed. */
export type Target = z.output<typeof target>;

const section = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** What was measured and how, in a sentence or two. */
  how: z.string(),
  columns: z.array(z.string()),
  /** Numbers stand in the unit that their column names; a cell of what could not be measured is empty. */
  rows: z.array(z.array(z.union([z.string(), z.number()]))),
  targets: z.array(target),
});

/** One table of the benchmark. */
export type Section = z.output<typeof section>;

const part = z.strictObject({
  name: z.string(),
  version: z.string(),
  origin: z.enum(["published", "built from source", "stand-in of this project"]),
});

/** A part of Pulumi, or of a tool it is compared with: which one was used. */
export type Part = z.output<typeof part>;

export const resultsSchema = z.strictObject({
  /** RFC 3339. */
  measuredAt: z.string(),
  /** Whether it was a quick run: fewer turns and smaller sizes, too rough for the page. */
  quick: z.boolean(),
  machine: z.strictObject({
    processor: z.string(),
    cores: z.number(),
    memoryGibibytes: z.number(),
    system: z.string(),
    node: z.string(),
    parts: z.array(part),
  }),
  sections: z.array(section),
});

/** All that one run of the benchmark measured. */
export type Results = z.output<typeof resultsSchema>;

/** Another checkout, to compare this one with. */
type Older = {
  /** Its folder, with its `node_modules`. */
  readonly folder: string;
  /** What it is called in the tables. */
  readonly name: string;
};

/** How thorough a run is, and with what it compares. */
export type Effort = { readonly quick: boolean; readonly older?: Older | undefined };

/** A number with so many digits behind the point, as it stands in the results. */
export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
