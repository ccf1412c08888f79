import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { configuration } from "../../intune/configuration.ts";
import { refuseFilledFolder } from "../../tools/output-folder.ts";
import { checksums } from "../../tools/release/checksums.ts";
import { releaseNotes } from "../../tools/release/notes.ts";
import { checkVersionsOf } from "../../tools/release/versions.ts";
import { version } from "../../version.ts";

const root = path.join(import.meta.dirname, "../..");
const read = (...names: string[]) => readFileSync(path.join(root, ...names), "utf8");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "release-parts-"));
});
afterAll(() => rm(folder, { recursive: true }));

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
    environment: z.string().optional(),
    steps: z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional() })),
  });
  const workflow = z
    .looseObject({
      on: z.object({ push: z.object({ tags: z.array(z.string()) }) }),
      permissions: z.strictObject({}),
      jobs: z.record(z.string(), job),
    })
    .parse(parse(read(".github/workflows/release.yml")));
  const jobs = Object.entries(workflow.jobs);
  const runsOf = (name: string) => workflow.jobs[name]?.steps.flatMap(({ run }) => run ?? []) ?? [];

  it("publishes only what was made and tested, and nothing with a stored token", () => {
    const before = (name: string): string[] => {
      const needs = workflow.jobs[name]?.needs;
      return needs === undefined ? [name] : [...before(needs), name];
    };
    expect(Object.keys(workflow.jobs).map(before)).toEqual([
      ["make"],
      ["make", "attest"],
      // Where the CLI downloads the plugin, before the packages that need it.
      ["make", "attest", "github"],
      ["make", "attest", "github", "npm"],
      ["make", "attest", "github", "pypi"],
    ]);
    expect(read(".github/workflows/release.yml")).not.toContain("secrets.");
    expect(
      jobs.filter(([, { permissions }]) => permissions.contents === "write").map(([name]) => name),
    ).toEqual(["github"]);
  });

  it("gives no right to publish or attest to a job that runs code of packages or of the checkout", () => {
    const privileged = jobs.filter(([, { permissions }]) => Object.values(permissions).includes("write"));
    expect(privileged.map(([name]) => name)).toEqual(["attest", "github", "npm", "pypi"]);
    const steps = privileged.flatMap(([, job]) => job.steps);
    expect(steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))).toEqual([]);
    expect(steps.flatMap(({ run }) => run?.split(" ").slice(0, 2).join(" ") ?? [])).toEqual([
      "gh release",
      "npm publish",
      "mkdir dist",
    ]);
  });

  it("asks reviewers before anything is published", () => {
    const asked = jobs.flatMap(([name, { environment }]) =>
      environment === undefined ? [] : [[name, environment]],
    );
    expect(asked).toEqual([
      ["github", "github"],
      ["npm", "npm"],
      ["pypi", "pypi"],
    ]);
  });

  it("starts for the tag of a whole version alone, and refuses a commit that is not in main", () => {
    expect(workflow.on.push.tags).toEqual(["v[0-9]+.[0-9]+.[0-9]+"]);
    expect(runsOf("make")[0]).toMatch(
      /^git merge-base --is-ancestor HEAD origin\/main \|\| \{[\s\S]*exit 1\n\}/,
    );
  });

  it("publishes a file on npm, and not what a GitHub user called `release` has", () => {
    expect(runsOf("npm")).toEqual([expect.stringMatching(/^npm publish \.\/release\/\S+\.tgz /)]);
  });

  it.skipIf(process.platform === "win32")("publishes every file that SHA256SUMS names", async () => {
    const made = path.join(folder, "release");
    await mkdir(made);
    await Promise.all(["a.tgz", "NOTES.md"].map((name) => writeFile(path.join(made, name), name)));
    await checksums(made);
    const gh = 'gh() { for each in "$@"; do if [ -f "$each" ]; then echo "$each"; fi; done; }';
    const said = execFileSync("bash", ["-ec", `${gh}\n${runsOf("github").join("\n")}`], {
      cwd: folder,
      env: { ...process.env, GITHUB_REF_NAME: "v1.2.3" },
      encoding: "utf8",
    });
    const sums = readFileSync(path.join(made, "SHA256SUMS"), "utf8").trim().split("\n");
    const published = said.split("\n");
    expect(sums).toHaveLength(2);
    for (const line of sums) {
      expect(published).toContain(`release/${line.slice(66)}`);
    }
  });

  it("pins every action by its commit", () => {
    const uses = jobs.flatMap(([, { steps }]) => steps.flatMap((step) => step.uses ?? []));
    expect(uses.length).toBeGreaterThan(5);
    expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});

describe("the versions in a release", () => {
  it("are the same in every package, template and example", async () => {
    await checkVersionsOf(root, version);
  });

  it("name each file that was left behind, and what it has", async () => {
    await expect(checkVersionsOf(root, "9.9.9")).rejects.toThrow(
      /Give the same one to package\.json \(0\.1\.0\), .*templates\/pin-reset-yaml\/Pulumi\.yaml \(.*build\.gradle \(/,
    );
  });
});

describe("a folder that is named by --out", () => {
  it("may be new or empty, and keeps what it has where it is neither", async () => {
    const filled = path.join(folder, "home");
    await refuseFilledFolder(filled);
    await mkdir(filled);
    await refuseFilledFolder(filled);
    await writeFile(path.join(filled, "thesis.txt"), "");
    await expect(refuseFilledFolder(filled)).rejects.toThrow(/is not empty.*--out/);
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
