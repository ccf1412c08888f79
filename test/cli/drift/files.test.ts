import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { writeReport } from "../../../cli/drift/files.ts";
import { change, report } from "./support.ts";

let folder: string;
const file = (name: string) => path.join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "drift-"));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** The file that the results are at, when the project is in this folder. */
async function placeIn(project: string): Promise<string> {
  vi.spyOn(process, "cwd").mockReturnValue(project);
  await writeReport(report({ drifted: [change()] }), { sarif: file("out.sarif") });
  const { runs } = JSON.parse(await readFile(file("out.sarif"), "utf8"));
  return runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri;
}

it("Markdown is appended to what a job summary has, as a section of its own", async () => {
  await writeFile(file("summary.md"), "What came before");
  await writeReport(report(), { markdown: file("summary.md") });
  expect(await readFile(file("summary.md"), "utf8")).toMatch(/^What came before\n## PIN Reset/);
});

it("SARIF takes the place of what was there, and nothing is left beside it", async () => {
  await writeFile(file("out.sarif"), "what was there");
  await writeReport(report(), { sarif: file("out.sarif") });
  expect(JSON.parse(await readFile(file("out.sarif"), "utf8"))).toMatchObject({ version: "2.1.0" });
  expect(await readdir(folder)).toEqual(["out.sarif"]);
});

it("neither is written unless asked for", async () => {
  await writeReport(report(), {});
  expect(await readdir(folder)).toEqual([]);
});

it("names the option whose file cannot be written, and leaves nothing behind", async () => {
  await mkdir(file("taken"));
  await expect(writeReport(report(), { sarif: file("taken") })).rejects.toMatchObject({
    code: "fileNotWritten",
    message: expect.stringContaining("--sarif"),
  });
  await expect(writeReport(report(), { markdown: file("missing/summary.md") })).rejects.toMatchObject({
    code: "fileNotWritten",
    message: expect.stringContaining("--markdown"),
  });
  expect(await readdir(folder)).toEqual(["taken"]);
});

it("the page has what was found though another file cannot be written", async () => {
  const files = { html: file("drift.html"), markdown: file("missing/summary.md") };
  await expect(writeReport(report({ drifted: [change()] }), files)).rejects.toMatchObject({
    code: "fileNotWritten",
  });
  expect(await readFile(files.html, "utf8")).toContain("1 change of 1 resource drifted");
});

it("results are at the stack's settings, as the repository names them, or else at the project's file", async () => {
  await mkdir(file("repository/deploy/pin reset"), { recursive: true });
  await mkdir(file("repository/.git"));
  const project = file("repository/deploy/pin reset");
  expect(await placeIn(project)).toBe("deploy/pin%20reset/Pulumi.yaml");
  await writeFile(path.join(project, "Pulumi.dev.yaml"), "");
  expect(await placeIn(project)).toBe("deploy/pin%20reset/Pulumi.dev.yaml");
});
