import { readdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";
import { json } from "../../../graph/response.ts";
import { messageOf } from "../../../text/message-of.ts";
import { stateUnreadable } from "./errors.ts";
import { type LastUpdate, lastUpdateIn, mostUpdates, pastUpdate } from "./last-update.ts";
import { checkpointFile, type Deployment, type StackState, stackStateOf } from "./stack-state.ts";

/** How the CLI may have compressed a file, by the ending of its name. */
const readers: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  ".json": async (bytes) => bytes,
  ".json.gz": promisify<Buffer, Buffer>(gunzip),
  ".json.zst": promisify<Buffer, Buffer>(zstdDecompress),
};

const endings = Object.keys(readers);

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
  const root = path.join(folderOf(url, project.folder), ".pulumi");
  // A stack that is qualified names its project itself.
  const names = stack.split("/");
  const name = names.at(-1) ?? stack;
  const owner = (names.length > 2 ? names[1] : undefined) ?? project.name;
  for (const place of [path.join(owner, name), name]) {
    const file = await newestOf(path.join(root, "stacks", place));
    const text = file && (await textOf(file));
    if (text !== undefined) {
      const { data } = checkpointFile.safeParse(json(text));
      if (data === undefined) {
        throw stateUnreadable(stack, `${file} is no state of Pulumi`);
      }
      // The history is read after the state: an update that ends in between is known then.
      const { latest } = data.checkpoint;
      const last = latest ? await lastUpdateOf(path.join(root, "history", place), latest) : undefined;
      return stackStateOf(latest, last);
    }
  }
  return undefined;
}

/** Where a file is there compressed and not, the CLI takes the one that was written last, and so does this. */
async function newestOf(place: string): Promise<string | undefined> {
  const found = await Promise.all(
    endings.map(async (ending) => {
      const file = `${place}${ending}`;
      const known = await stat(file).catch(() => undefined);
      return known ? [{ file, written: known.mtimeMs }] : [];
    }),
  );
  return found.flat().sort((one, other) => other.written - one.written)[0]?.file;
}

/**
 * What ran last on a stack, whose state this is. The names of a history's files have the time, in as many digits for centuries.
 * Source: https://github.com/pulumi/pulumi/blob/v3.259.0/pkg/backend/diy/state.go
 */
async function lastUpdateOf(folder: string, latest: Deployment): Promise<LastUpdate | undefined> {
  const names = await readdir(folder).catch(() => []);
  const timeOf = (name: string) => name.slice(name.lastIndexOf("-"));
  const newest = names
    .filter((name) => endings.some((ending) => name.endsWith(`.history${ending}`)))
    .sort((one, other) => (timeOf(one) < timeOf(other) ? 1 : -1))
    .slice(0, mostUpdates);
  const updates = await Promise.all(
    newest.map(async (name) => {
      const file = path.join(folder, name);
      const { data } = pastUpdate.safeParse(json((await textOf(file)) ?? ""));
      if (data === undefined) {
        throw stateUnreadable(file, "it is no entry of a stack's history");
      }
      return data;
    }),
  );
  const last = lastUpdateIn(updates);
  const [name = ""] = newest;
  const isOther = last?.ended === "complete" && (await differs(path.join(folder, name), latest));
  return isOther ? { ...last, ended: "overwritten" } : last;
}

/**
 * Whether a state is another one than its last update has left. `pulumi state delete`, `pulumi stack import` and their like
 * leave no entry in the history of a folder, where Pulumi Cloud has one of the kind `import`. But beside each entry is a copy of the
 * state as it was then.
 */
async function differs(entry: string, latest: Deployment): Promise<boolean> {
  const text = await textOf(entry.replace(/\.history(?=[.a-z]*$)/, ".checkpoint")).catch(() => undefined);
  const { data } = checkpointFile.safeParse(json(text ?? ""));
  return (
    data !== undefined &&
    withoutCiphers(data.checkpoint.latest?.resources) !== withoutCiphers(latest.resources)
  );
}

/** Resources as a text. A value is encrypted again each time that a state is written by hand. */
function withoutCiphers(resources: Deployment["resources"]): string {
  return JSON.stringify(resources ?? [], (key, value: unknown) => (key === "ciphertext" ? undefined : value));
}

function folderOf(url: string, project: string): string {
  const given = url.replace(/^file:\/\//, "").replace(/\?.*$/, "");
  const fromHome = /^~(?=$|[\\/])/.test(given) ? path.join(homedir(), given.slice(1)) : given;
  return path.resolve(project, fromHome.replace(/^\/(?=[a-z]:)/i, ""));
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(file);
    const read = readers[endings.findLast((ending) => file.endsWith(ending)) ?? ""];
    return (read ? await read(bytes) : bytes).toString("utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) {
      return undefined;
    }
    throw stateUnreadable(file, messageOf(error));
  }
}
