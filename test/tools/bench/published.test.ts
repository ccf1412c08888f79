import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { notes } from "../../../tools/bench/notes.ts";
import { type Results, resultsSchema } from "../../../tools/bench/results.ts";

/** The tables of the page, in order. */
const tables = [
  "start-up",
  "preview",
  "requests",
  "latency",
  "processor-time",
  "chain",
  "cold",
  "growth",
  "devices",
  "bulk",
  "memory",
  "fleet-scan",
  "fleet-engines",
];

const docs = path.join(import.meta.dirname, "../../../docs");

async function published(): Promise<Results> {
  return resultsSchema.parse(JSON.parse(await readFile(path.join(docs, "performance.json"), "utf8")));
}

describe("docs/performance.json", () => {
  it("was written by a full run", async () => {
    const results = await published();
    expect(results.quick).toBe(false);
    expect(results.sections.map(({ id }) => id)).toEqual(tables);
  });

  it("says of each target that was missed why", async () => {
    const { sections } = await published();
    const missed = sections.filter(({ targets }) =>
      targets.some(({ measured, atMost }) => measured !== undefined && measured > atMost),
    );
    expect(missed.filter(({ id }) => notes[id] === undefined)).toEqual([]);
  });
});
