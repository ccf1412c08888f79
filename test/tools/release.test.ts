import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { configuration } from "../../intune/configuration.ts";
import { releaseNotes } from "../../tools/release/notes.ts";

const root = path.join(import.meta.dirname, "../..");
const read = (...names: string[]) => readFileSync(path.join(root, ...names), "utf8");

describe("the notes of a release", () => {
  const changelog = "# Changelog\n\n## 0.2.0\n\n- new\n\n## 0.1.0 (unreleased)\n\n- first\n";

  it.each([
    ["0.2.0", "- new\n"],
    ["0.1.0", "- first\n"],
  ])("are the part of the changelog for %s", (version, notes) => {
    expect(releaseNotes(changelog, version)).toBe(notes);
  });

  it.each(["0.3.0", "0.1"])("are not made up for %s, which the changelog does not have", (version) => {
    expect(() => releaseNotes(changelog, version)).toThrow(`CHANGELOG.md has no heading \`## ${version}\``);
  });
});

describe("the release workflow", () => {
  const job = z.looseObject({
    permissions: z.record(z.string(), z.string()),
    needs: z.string().optional(),
    steps: z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional() })),
  });
  const workflow = z
    .looseObject({ permissions: z.strictObject({}), jobs: z.record(z.string(), job) })
    .parse(parse(read(".github/workflows/release.yml")));
  const jobs = Object.entries(workflow.jobs);

  it("publishes only what was made and tested, and nothing with a stored token", () => {
    expect(jobs.filter(([name, { needs }]) => name !== "make" && needs !== "make")).toEqual([]);
    expect(read(".github/workflows/release.yml")).not.toContain("secrets.");
    expect(
      jobs.filter(([, { permissions }]) => permissions.contents === "write").map(([name]) => name),
    ).toEqual(["github"]);
  });

  it("pins every action by its commit", () => {
    const uses = jobs.flatMap(([, { steps }]) => steps.flatMap((step) => step.uses ?? []));
    expect(uses.length).toBeGreaterThan(5);
    expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});

describe("the pages for Pulumi's registry", () => {
  it.each(["_index.md", "installation-configuration.md"])("%s has the front matter that it takes", (name) => {
    const [, front = ""] = read("docs/registry", name).split("---\n");
    expect(parse(front)).toMatchObject({
      title: expect.any(String),
      meta_desc: expect.any(String),
      layout: "package",
    });
  });

  it("describe every setting of the provider", () => {
    const page = read("docs/registry/installation-configuration.md");
    expect(Object.keys(configuration.shape).filter((name) => !page.includes(`* \`${name}\` (`))).toEqual([]);
  });

  it("have a program in each language", () => {
    const page = read("docs/registry/_index.md");
    const languages = [...page.matchAll(/choosable language (\w+)/g)].map(([, language]) => language);
    expect(languages).toEqual(["typescript", "python", "go", "csharp", "java", "yaml"]);
  });
});
