import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { notes } from "../../../tools/bench/notes.ts";
import { type Results, resultsSchema } from "../../../tools/bench/results.ts";

/** The tables of the benchmark, in order. */
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
];

const docs = path.join(import.meta.dirname, "../../../docs");

async function published(): Promise<Results> {
  return resultsSchema.parse(JSON.parse(await readFile(path.join(docs, "performance.json"), "utf8")));
}

describe("docs/performance.json", () => {
  it("was written by a full run", async () => {
    const results = await published();
    expect(results.quick).toBe(false);
    const ids = results.sections.map(({ id }) => id);
    expect(ids).toEqual(tables.filter((id) => ids.includes(id)));
    expect(ids).toEqual(expect.arrayContaining(["preview", "latency", "growth", "bulk"]));
  });

  it("says of each target that was missed why", async () => {
    const { sections } = await published();
    const missed = sections.filter(({ targets }) =>
      targets.some(({ measured, atMost }) => measured !== undefined && measured > atMost),
    );
    expect(missed.filter(({ id }) => notes[id] === undefined)).toEqual([]);
  });
});
