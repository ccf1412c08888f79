import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { create } from "tar";
import { npmPackage } from "../../package-names.ts";
import { findOnPath } from "../../pulumi-cli/executables.ts";
import { repository } from "../../pulumi-cli/stack.ts";
import { version } from "../../version.ts";
import { buildPackage } from "../build/build-package.ts";
import { buildArchives } from "../build/plugin/archives.ts";
import { languageNames } from "../sdks/languages.ts";
import { makeSdks } from "../sdks/make-sdks.ts";
import { readPackageSchema } from "../sdks/package-schema.ts";
import { buildPythonWheel, findPulumiForPython } from "../sdks/python-packages.ts";
import { releaseNotes } from "./notes.ts";
import { manifestOf, readSbom, sbomOfPackage } from "./sbom.ts";
import { checkVersionsOf } from "./versions.ts";

const run = promisify(execFile);

/** The npm package: below the repository, whose node_modules have what it needs. */
const dist = path.join(repository, "dist");

type Step = {
  readonly title: string;
  /** Makes files in the folder; returns what there is to say, `done` by default. */
  readonly run: (folder: string) => Promise<string | undefined>;
};

/** What a release is made of, in order. None needs the network but where a tool has to be built first. */
export const steps: Readonly<Record<string, Step>> = {
  versions: { title: `Version ${version} is that of all packages, and of the changelog`, run: checkVersions },
  tree: { title: "The checkout has no changes", run: checkTree },
  npm: { title: "The npm package", run: packNpm },
  plugin: { title: "The plugin's archives", run: packPlugin },
  sdks: { title: "The SDKs", run: packSdks },
  sbom: { title: "The SBOM of what the packages need, in CycloneDX", run: writeSbom },
  notes: { title: "The release's notes, from the changelog", run: writeNotes },
};

async function checkVersions(): Promise<undefined> {
  await checkVersionsOf(repository, version);
  await notes();
  const tag = process.env.GITHUB_REF_TYPE === "tag" ? process.env.GITHUB_REF_NAME : undefined;
  if (tag !== undefined && tag !== `v${version}`) {
    throw new Error(
      `The tag is ${tag}, and the version ${version}: a release of it has the tag v${version}.`,
    );
  }
}

/** What is published must be what the tag has; here it is only said. */
async function checkTree(): Promise<string | undefined> {
  const { stdout } = await run("git", ["status", "--porcelain"], { cwd: repository });
  const changed = stdout.split("\n").filter((line) => line !== "").length;
  if (changed > 0 && process.env.GITHUB_REF_TYPE === "tag") {
    throw new Error(
      `The checkout of the tag has ${changed} changed files: a release is made of the tag alone.`,
    );
  }
  return changed > 0 ? `it has ${changed} changed files, and so has what is made here` : undefined;
}

async function packNpm(folder: string): Promise<string> {
  await buildPackage(dist);
  await run("npm", ["pack", dist, "--silent", "--pack-destination", folder]);
  const { stdout } = await run(process.execPath, [path.join(dist, "cli/pin-reset.js"), "--version"]);
  if (stdout.trim() !== version) {
    throw new Error(`The command of ${npmPackage} says that it is ${stdout.trim()}, and not ${version}.`);
  }
  return `its command says ${stdout.trim()}`;
}

async function packPlugin(folder: string): Promise<string> {
  const archives = await buildArchives(folder);
  return `${archives.length} of them`;
}

async function packSdks(folder: string): Promise<string> {
  const missing = ["go", "python3"].filter((tool) => findOnPath(tool, process.env) === undefined);
  if (missing.length > 0 && !process.env.CI) {
    return `left out, since it needs Go for Pulumi's generators and Python for a wheel: no ${missing.join(", no ")} on PATH`;
  }
  const sdks = path.join(folder, "sdks");
  const schema = await readPackageSchema();
  await makeSdks(schema, sdks, languageNames);
  await writeFile(path.join(folder, "schema.json"), `${JSON.stringify(schema)}\n`);
  for (const language of languageNames) {
    const file = path.join(folder, `sdk-${language}-${version}.tar.gz`);
    await create({ file, cwd: sdks, gzip: true, portable: true, mtime: new Date(0) }, [language]);
  }
  // Here, and not where it is published: no code of a build has to run beside the right to publish.
  await buildPythonWheel(path.join(sdks, "python"), await findPulumiForPython(), folder);
  await rm(sdks, { recursive: true, force: true });
  return languageNames.join(", ");
}

async function writeSbom(folder: string): Promise<string> {
  // Not --omit dev, which leaves out what a development dependency needs too, such as zod.
  const options = ["--sbom-format", "cyclonedx", "--sbom-type", "library", "--package-lock-only"];
  const { stdout } = await run("npm", ["sbom", ...options], { cwd: repository, maxBuffer: 64e6 });
  const sbom = sbomOfPackage(readSbom(stdout), await manifestOf(dist));
  await writeFile(path.join(folder, "sbom.cdx.json"), `${JSON.stringify(sbom, undefined, 2)}\n`);
  return `${sbom.components.length} packages, CycloneDX ${sbom.specVersion}`;
}

async function writeNotes(folder: string): Promise<undefined> {
  await writeFile(path.join(folder, "NOTES.md"), await notes());
}

async function notes(): Promise<string> {
  return releaseNotes(await readFile(path.join(repository, "CHANGELOG.md"), "utf8"), version);
}
