import { z } from "zod";

const section = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** What was measured and how, in a sentence or two. */
  how: z.string(),
  columns: z.array(z.string()),
  /** Numbers stand in the unit that their column names. */
  rows: z.array(z.array(z.union([z.string(), z.number()]))),
  /** What a ratio, or a count, must not exceed. */
  targets: z.array(z.strictObject({ what: z.string(), atMost: z.number(), measured: z.number() })),
});

/** One table of the benchmark. */
export type Section = z.output<typeof section>;

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
    pulumi: z.string(),
    /** What stood in for official parts that could not be had. */
    standIns: z.array(z.string()),
  }),
  sections: z.array(section),
});

/** All that one run of the benchmark measured. */
export type Results = z.output<typeof resultsSchema>;

/** How thorough a run is. */
export type Effort = { readonly quick: boolean };

/** A number with so many digits behind the point, as it stands in the results. */
export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
