import { mkdir, symlink, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";

export const repository = join(import.meta.dirname, "../..");

/** Makes the folder of a project whose program is `program`; `more` is added to its Pulumi.yaml. */
export async function writeProject(folder: string, program: string, more: object = {}): Promise<string> {
  await mkdir(folder);
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"), "junction");
  const project = {
    name: "bench",
    runtime: { name: "nodejs", options: { typescript: false } },
    options: { refresh: "always" },
    ...more,
  };
  const files = {
    "package.json": JSON.stringify({ name: "bench", type: "module", main: "index.ts" }),
    "Pulumi.yaml": JSON.stringify(project),
    "index.ts": program,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

/** The seconds that a piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** The middle one of the values. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** What the numbers were measured on. */
export function machine(): string {
  return `${cpus().length} cores, Node.js ${process.version}`;
}
