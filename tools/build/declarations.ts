import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import ts from "typescript";

/** What the package exports: see `exports` in its package.json. */
const exported = ["components/index", "intune/sdk"] as const;

/**
 * Leaves the declarations that a program can import, and has them name JavaScript: the compiler leaves `./other.ts` in them.
 * Removes declarations that nothing exported leads to: nobody can import them, and packages of types alone, which they may
 * name, are no dependencies.
 */
export async function finishDeclarations(folder: string): Promise<void> {
  const reachable = new Set<string>();
  const queue = exported.map((name) => path.join(folder, `${name}.d.ts`));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (!reachable.has(file)) {
      reachable.add(file);
      queue.push(...(await declarationsBeside(file)));
    }
  }
  const names = await readdir(folder, { recursive: true });
  const declarations = names.filter((name) => name.endsWith(".d.ts")).map((name) => path.join(folder, name));
  await Promise.all(declarations.map((file) => (reachable.has(file) ? nameCompiledFiles(file) : rm(file))));
}

async function declarationsBeside(file: string): Promise<string[]> {
  const { importedFiles } = ts.preProcessFile(await readFile(file, "utf8"), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith("."))
    .map((name) => path.resolve(path.dirname(file), name.replace(/\.[jt]s$/, ".d.ts")));
}

async function nameCompiledFiles(file: string): Promise<void> {
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replaceAll(/((?:from |import\()"\.[^"]*)\.ts"/g, '$1.js"'));
}
