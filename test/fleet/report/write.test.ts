import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { reportModel } from "../../../fleet/report/model.ts";
import { writeReports } from "../../../fleet/report/write.ts";
import { drifted, failed, outcome, run } from "./support.ts";

const model = reportModel(run([drifted("a"), failed("b"), outcome("c")]));
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-report-"));
});

afterEach(() => rm(folder, { recursive: true }));

it("leaves nothing of an older report, and no temporary file", async () => {
  const files = { html: join(folder, "r.html"), json: join(folder, "r.json"), csv: join(folder, "r.csv") };
  await writeFile(files.html, "x".repeat(500_000));
  await writeReports(model, files);
  expect((await readdir(folder)).sort()).toEqual(["r.csv", "r.html", "r.json"]);
  expect(await readFile(files.html, "utf8")).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  expect(JSON.parse(await readFile(files.json, "utf8")).totals.failed).toBe(1);
});

it.runIf(process.platform !== "win32")(
  "writes files that only their owner can read: they name customers",
  async () => {
    await writeReports(model, { csv: join(folder, "r.csv"), markdown: join(folder, "r.md") });
    for (const name of ["r.csv", "r.md"]) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
  },
);

it("appends Markdown to what a job's summary has, and fits it into what is left of the limit", async () => {
  const file = join(folder, "summary.md");
  const before = "x".repeat(1024 * 1024 - 5000);
  await writeFile(file, before);
  await writeReports(reportModel(run(Array.from({ length: 200 }, (_, index) => failed(`t${index}`)))), {
    markdown: file,
  });
  const text = await readFile(file, "utf8");
  expect(text.startsWith(`${before}\n## PIN Reset: scan of 200 tenants`)).toBe(true);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
  expect(text).toContain("left out here");
});

it("names the option of a file that cannot be written", async () => {
  await expect(writeReports(model, { json: join(folder, "none", "r.json") })).rejects.toMatchObject({
    code: "reportNotWritten",
    message: expect.stringMatching(/^The file of --json cannot be written: ENOENT/),
    hint: "Give --json a path in an existing folder that you may write to.",
  });
});
