import { mkdir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { markdownTable } from "markdown-table";
import { checksums } from "./checksums.ts";
import { steps } from "./steps.ts";

type Options = {
  /** Names of steps that are left out. */
  readonly without: readonly string[];
  readonly print: (line: string) => void;
};

/**
 * Makes everything that a release has, and prints what it is and how large.
 *
 * @param folder Gets the files; it is made where it is not there.
 * @throws Error with what is wrong with a part; what was made before is left in the folder.
 */
export async function makeRelease(folder: string, { without, print }: Options): Promise<void> {
  const unknown = without.filter((name) => !(name in steps));
  if (unknown.length > 0) {
    throw new Error(`There is no step ${unknown.join(", ")}; there are ${Object.keys(steps).join(", ")}.`);
  }
  await mkdir(folder, { recursive: true });
  const started = Date.now();
  for (const [name, { title, run }] of Object.entries(steps)) {
    if (without.includes(name)) {
      print(`${title}: left out.`);
      continue;
    }
    const note = await run(folder);
    print(`${title}: ${note ?? "done"}.`);
  }
  await checksums(folder);
  print("");
  print(await sizes(folder));
  print(`Made in ${Math.round((Date.now() - started) / 1000)} s. Nothing was published.`);
}

async function sizes(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const rows = await Promise.all(
    names.map(async (name) => [name, kilobytes((await stat(path.join(folder, name))).size)]),
  );
  return markdownTable([["file", "size, kB"], ...rows], { align: ["l", "r"] });
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
