import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** What no package has anything of, or what is not of the sources. */
const leftOut: ReadonlySet<string> = new Set([
  ".git",
  "coverage",
  "deploy",
  "dist",
  "dist-plugin",
  "docs",
  "examples",
  "node_modules",
  "stand-ins",
  "tenant",
  "test",
]);

/** A digest of the sources that packages are built of: it changes with any of them. */
export async function digestOfSources(project: string): Promise<string> {
  const hash = createHash("sha256");
  for (const file of await filesBelow(project, "")) {
    hash.update(`${file}\n`).update(await readFile(path.join(project, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

async function filesBelow(project: string, folder: string): Promise<string[]> {
  const entries = await readdir(path.join(project, folder), { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !leftOut.has(name) && !name.startsWith("."))
      .map(async (entry) => {
        const name = path.posix.join(folder, entry.name);
        if (entry.isDirectory()) {
          return await filesBelow(project, name);
        }
        return entry.isFile() ? [name] : [];
      }),
  );
  return found.flat().sort();
}
