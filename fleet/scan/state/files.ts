import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { json } from "../../../graph/response.ts";
import { messageOf } from "../../../text/message-of.ts";
import { stateUnreadable } from "./errors.ts";
import { checkpointFile, type StackState, stackStateOf } from "./stack-state.ts";

const unzip = promisify(gunzip);

/**
 * A stack's state from a folder, as `pulumi login file://` keeps it, compressed or not, in the layout by projects or in the
 * earlier one without.
 * Source: https://www.pulumi.com/docs/iac/concepts/state-and-backends/#local-filesystem
 *
 * @returns undefined where there is no such stack, or it was never deployed.
 * @throws FleetError `stateUnreadable`.
 */
export async function readStateFile(
  url: string,
  project: { readonly name: string; readonly folder: string },
  stack: string,
): Promise<StackState | undefined> {
  const stacks = path.join(folderOf(url, project.folder), ".pulumi", "stacks");
  for (const place of [path.join(stacks, project.name, stack), path.join(stacks, stack)]) {
    for (const ending of [".json", ".json.gz"]) {
      const text = await textOf(`${place}${ending}`);
      if (text !== undefined) {
        const { data } = checkpointFile.safeParse(json(text));
        if (data === undefined) {
          throw stateUnreadable(stack, `${place}${ending} is no state of Pulumi`);
        }
        return stackStateOf(data.checkpoint.latest);
      }
    }
  }
  return undefined;
}

function folderOf(url: string, project: string): string {
  const given = url.replace(/^file:\/\//, "").replace(/\?.*$/, "");
  const fromHome = /^~(?=$|[\\/])/.test(given) ? path.join(homedir(), given.slice(1)) : given;
  return path.resolve(project, fromHome.replace(/^\/(?=[a-z]:)/i, ""));
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(file);
    return (file.endsWith(".gz") ? await unzip(bytes) : bytes).toString("utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) {
      return undefined;
    }
    throw stateUnreadable(file, messageOf(error));
  }
}
