import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import path from "node:path";
import languageMessages, { type DependencyInfo } from "@pulumi/pulumi/proto/language_pb.js";

type Manifest = {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

/**
 * Lists what a program's package.json depends on, in the versions that are installed.
 *
 * @param directory The program's folder.
 * @returns Name and version of each; the version range where a package is not installed.
 * @throws Error where the folder has no package.json that can be read.
 */
export function listProgramDependencies(directory: string): DependencyInfo[] {
  const file = path.join(directory, "package.json");
  const { dependencies, devDependencies } = readManifest(file);
  return Object.entries({ ...dependencies, ...devDependencies }).map(([name, range]) => {
    const dependency = new languageMessages.DependencyInfo();
    dependency.setName(name);
    dependency.setVersion(installedVersion(name, file) ?? range);
    return dependency;
  });
}

function installedVersion(name: string, from: string): string | undefined {
  try {
    const file = findPackageJSON(name, from);
    return file === undefined ? undefined : readManifest(file).version;
  } catch {
    return undefined;
  }
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, "utf8"));
}
