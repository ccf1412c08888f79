import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ImportEntry, ImportFile } from "../../pulumi-cli/import-file.ts";
import { messageOf } from "../../text/message-of.ts";
import { CommandError } from "../errors.ts";

/** The import file of what was found: `idOf` returns an entry's id by type and name. Parents stay while they have a child. */
export function withIds(
  file: ImportFile,
  idOf: (type: string, name: string) => string | undefined,
): ImportFile {
  const found = file.resources.flatMap((resource) => {
    const id = resource.component ? undefined : idOf(resource.type, resource.logicalName ?? resource.name);
    return id === undefined ? [] : [{ ...resource, id }];
  });
  const parents = new Map(file.resources.map((resource) => [resource.name, resource]));
  const kept = new Set<ImportEntry>();
  for (const { parent } of found) {
    for (let above = parents.get(parent ?? ""); above; above = parents.get(above.parent ?? "")) {
      kept.add(above);
    }
  }
  return { ...file, resources: [...file.resources.filter((resource) => kept.has(resource)), ...found] };
}

/**
 * Writes an import file that its owner alone can read.
 *
 * @param given The path of a new file; by default one in a new temporary folder.
 * @returns Its path.
 * @throws CommandError `fileNotWritten`.
 */
export async function writeImportFile(file: ImportFile, given: string | undefined): Promise<string> {
  const target = path.resolve(
    given ?? path.join(await mkdtemp(path.join(tmpdir(), "pin-reset-")), "import.json"),
  );
  try {
    await writeFile(target, `${JSON.stringify(file, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const reason = messageOf(error);
    throw new CommandError("fileNotWritten", `The import file cannot be written: ${reason}`, {
      hint: "Give another path with --file: an existing file is not overwritten.",
    });
  }
  return target;
}
