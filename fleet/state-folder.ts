import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Fleet } from "./fleet.ts";

/**
 * A folder beside fleet.yaml for what runs leave behind, made if it is not there. Only this user may read it, and Git
 * leaves it out.
 *
 * @param name `runs` has the journals, `stacks` the processes that update a stack.
 */
export async function stateFolder({ file }: Pick<Fleet, "file">, name: "runs" | "stacks"): Promise<string> {
  const root = path.join(path.dirname(file), ".pin-reset");
  const folder = path.join(root, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(root, ".gitignore"), "*\n", { flag: "wx" }).catch(() => undefined);
  return folder;
}
