import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { version } from "../../../version.ts";
import { repository } from "../stack.ts";
import { buildMilliseconds, lacks } from "./program.ts";

const run = promisify(execFile);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "release-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const release = (...args: string[]) =>
  run(process.execPath, ["tools/run.js", "tools/release/main.ts", ...args], { cwd: repository });

describe("npm run release", () => {
  it(
    "makes what a release has, with checksums that fit, and prints the size of each",
    async () => {
      const out = path.join(folder, "release");
      const { stdout } = await release("--dry-run", "--out", out);
      const archives = ["linux", "darwin", "windows"].flatMap((os) =>
        ["amd64", "arm64"].map((arch) => `pulumi-resource-intune-v${version}-${os}-${arch}.tar.gz`),
      );
      const files = await readdir(out);
      expect(files).toEqual(
        expect.arrayContaining([`pulumi-pin-reset-${version}.tgz`, ...archives, "sbom.cdx.json", "NOTES.md"]),
      );
      if (!lacks("go", "python3")) {
        expect(files).toContain(`pulumi_intune-${version}-py3-none-any.whl`);
      }
      const sbom = JSON.parse(await readFile(path.join(out, "sbom.cdx.json"), "utf8"));
      const packages = sbom.components.map(({ name }: { name: string }) => name);
      expect(packages).toEqual(expect.arrayContaining(["zod", "@pulumi/pulumi", "@temporalio/client"]));
      expect(
        packages.filter((name: string) => /^(?:node-(?:bin-)?(?:linux|win|darwin)-|vitest$)/.test(name)),
      ).toEqual([]);
      expect(sbom.metadata.component.purl).toBe(`pkg:npm/pulumi-pin-reset@${version}`);
      for (const file of files) {
        expect(stdout).toMatch(new RegExp(`${file.replaceAll(".", "\\.")} +\\| +\\d+\\.\\d `));
      }
      const sums = (await readFile(path.join(out, "SHA256SUMS"), "utf8")).trim().split("\n");
      expect(sums.map((line) => line.slice(66)).sort()).toEqual(
        files.filter((file) => file !== "SHA256SUMS").sort(),
      );
      for (const line of sums) {
        const bytes = await readFile(path.join(out, line.slice(66)));
        expect(line.slice(0, 64)).toBe(createHash("sha256").update(bytes).digest("hex"));
      }
      expect(await readFile(path.join(out, "NOTES.md"), "utf8")).toContain("### Added");
    },
    buildMilliseconds,
  );

  it("publishes nothing by itself, and says what does", async () => {
    await expect(release()).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("docs/releasing.md"),
    });
  });

  it("removes nothing of a folder that holds something else, and neither does `npm run sdks`", async () => {
    const home = path.join(folder, "home");
    const file = path.join(home, "go", "thesis.txt");
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, "kept");
    const sdks = run(process.execPath, ["tools/run.js", "tools/sdks/main.ts", "go", "--out", home], {
      cwd: repository,
    });
    const refused = { code: 1, stderr: expect.stringContaining("is not empty, and would be replaced") };
    await Promise.all([
      expect(release("--dry-run", "--out", home)).rejects.toMatchObject(refused),
      expect(sdks).rejects.toMatchObject(refused),
    ]);
    expect(await readFile(file, "utf8")).toBe("kept");
  });

  it("refuses a step that there is not", async () => {
    await expect(
      release("--dry-run", "--out", path.join(folder, "none"), "--without", "sdk"),
    ).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no step sdk"),
    });
  });
});
