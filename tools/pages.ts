import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const docs = path.join(root, "docs");

/**
 * Writes pages that are made from code, by their paths relative to docs/. With `--check` it writes none: where one differs, it
 * says so with the command that makes it, and the process ends with exit code 1.
 */
export async function makePages(pages: ReadonlyMap<string, string>, command: string): Promise<void> {
  const isCheck = process.argv.includes("--check");
  for (const [name, page] of pages) {
    const file = path.join(docs, name);
    if (!isCheck) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, page);
    } else if ((await readFile(file, "utf8").catch(() => "")) !== page) {
      fail(`${path.relative(root, file)} is not what the code makes: run \`${command}\`.`);
    }
  }
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
