import { execFile } from "node:child_process";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { npmPackage, pluginDownloadUrl, publisher, repository } from "../../package-names.ts";
import { version } from "../../version.ts";
import { nameCommandsOfPackage } from "./commands.ts";
import { finishDeclarations } from "./declarations.ts";
import { importedPackages } from "./imports.ts";
import { packageManifest } from "./manifest.ts";
import { addOtherFiles } from "./other-files.ts";
import { readme } from "./readme.ts";

const project = path.join(import.meta.dirname, "../..");
const compiler = path.join(
  path.dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin/tsc",
);

const ranges = z.record(z.string(), z.string());
const projectManifest = z.object({
  license: z.string(),
  engines: ranges,
  dependencies: ranges,
  optionalDependencies: ranges,
});

/**
 * Makes the npm package: JavaScript, declarations and source maps of what it exports and starts, and its package.json.
 *
 * @param target The package's folder; what is there before is removed. Its parent must exist.
 * @param commands How hints and help name commands: as users of the package have them, or as a checkout has them, which the tests of
 *   the sources expect.
 * @throws Error with what the compiler says, or of an import that no dependency provides.
 */
export async function buildPackage(
  target: string,
  { commands = "package" }: { readonly commands?: "package" | "checkout" } = {},
): Promise<void> {
  // A build that fails leaves no half of a package.
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await compile(unfinished);
  if (commands === "package") {
    await nameCommandsOfPackage(unfinished);
  }
  await addOtherFiles(project, unfinished);
  await finishDeclarations(unfinished);
  const manifest = packageManifest(
    projectManifest.parse(JSON.parse(await readFile(path.join(project, "package.json"), "utf8"))),
    await importedPackages(unfinished),
    { name: npmPackage, version, repository, publisher, server: pluginDownloadUrl },
  );
  await writeFile(path.join(unfinished, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await writeFile(path.join(unfinished, "README.md"), readme());
  await rm(target, { recursive: true, force: true });
  await rename(unfinished, target);
}

async function compile(target: string): Promise<void> {
  const config = path.join(import.meta.dirname, "tsconfig.json");
  try {
    await promisify(execFile)(process.execPath, [compiler, "-p", config, "--outDir", target]);
  } catch (error) {
    const output = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
    throw new Error(`The package cannot be compiled.\n${output}`, { cause: error });
  }
}
