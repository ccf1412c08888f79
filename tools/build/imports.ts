import { readdir, readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import path from "node:path";
import ts from "typescript";

/** A package that compiled code or a declaration imports, with the files that do so. */
export type Imported = ReadonlyMap<string, readonly string[]>;

/**
 * The packages that a folder's JavaScript and declarations import, by `import`, `import()` or `require()`.
 *
 * @param folder Its own node_modules is left out.
 */
export async function importedPackages(folder: string): Promise<Imported> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && isCode(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(folder, file).split(path.sep).includes("node_modules"))
    .sort();
  const imported = new Map<string, string[]>();
  for (const file of files) {
    for (const name of packagesIn(await readFile(file, "utf8"))) {
      imported.set(name, [...(imported.get(name) ?? []), path.relative(folder, file)]);
    }
  }
  return imported;
}

function isCode(name: string): boolean {
  return name.endsWith(".js") || name.endsWith(".d.ts") || !name.includes(".");
}

/** The packages that a text of JavaScript or TypeScript imports. */
export function packagesIn(text: string): ReadonlySet<string> {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return new Set(importedFiles.flatMap(({ fileName }) => packageOf(fileName) ?? []));
}

function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith(".") || isBuiltin(specifier)) {
    return undefined;
  }
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
}
