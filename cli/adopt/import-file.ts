import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { json } from "../../graph/response.ts";
import { CommandError } from "../errors.ts";

const entry = z.looseObject({
  type: z.string(),
  name: z.string(),
  /** The name in the program, where `name` had to differ from it. */
  logicalName: z.string().optional(),
  parent: z.string().optional(),
  component: z.boolean().optional(),
});

type Entry = z.output<typeof entry>;

const importFile = z.looseObject({
  // None at all where an update would create nothing.
  resources: z
    .array(entry)
    .nullish()
    .transform((resources) => resources ?? []),
});

/**
 * The engine's import file: what an update would create, with names, types and parents, but without ids. Members that
 * are not named here stay as they are.
 * Source: https://www.pulumi.com/docs/iac/adopting-pulumi/import/#bulk-import-operations
 */
export type ImportFile = z.output<typeof importFile>;

/** Lets the engine write its import file into a folder of its own, which is gone afterwards, and reads it. */
export async function engineImportFile<Answer>(
  write: (file: string) => Promise<Answer>,
): Promise<[Answer, ImportFile]> {
  const folder = await mkdtemp(path.join(tmpdir(), "pin-reset-"));
  try {
    const file = path.join(folder, "engine.json");
    const answer = await write(file);
    return [answer, importFile.parse(json(await readFile(file, "utf8")))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The import file of what was found: `idOf` answers an entry's id by type and name. Parents stay while they have a child. */
export function withIds(
  file: ImportFile,
  idOf: (type: string, name: string) => string | undefined,
): ImportFile {
  const found = file.resources.flatMap((resource) => {
    const id = resource.component ? undefined : idOf(resource.type, resource.logicalName ?? resource.name);
    return id === undefined ? [] : [{ ...resource, id }];
  });
  const parents = new Map(file.resources.map((resource) => [resource.name, resource]));
  const kept = new Set<Entry>();
  for (const { parent } of found) {
    for (let above = parents.get(parent ?? ""); above; above = parents.get(above.parent ?? ""))
      kept.add(above);
  }
  return { ...file, resources: [...file.resources.filter((resource) => kept.has(resource)), ...found] };
}

/**
 * Writes an import file for its owner's eyes alone: to `given`, which must not be there yet, or else into a new folder
 * of the system's temporary ones. Answers its path. Raises CommandError `fileNotWritten`.
 */
export async function writeImportFile(file: ImportFile, given: string | undefined): Promise<string> {
  const target = path.resolve(
    given ?? path.join(await mkdtemp(path.join(tmpdir(), "pin-reset-")), "import.json"),
  );
  try {
    await writeFile(target, `${JSON.stringify(file, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError("fileNotWritten", `The import file cannot be written: ${reason}`, {
      hint: "Give another path with --file: a file that is there already is left as it is.",
    });
  }
  return target;
}
