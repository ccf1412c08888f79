import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder, ownFolder, whyUntrusted } from "../launcher/compile-cache.js";
import { executableName } from "./executables.ts";
import { askVersion, parseVersion } from "./version.ts";

/** The CLI itself has over 100 MB; what has less is a script or a version manager's shim, and runs another file. */
const leastBytes = 20_000_000;

/**
 * The version of a CLI that is installed. It is asked once, and again when its file has changed: asking takes as long as
 * the CLI takes to start.
 *
 * @param command The executable's path.
 * @param env Where the cache folder is, in which the version is kept; and what the CLI runs in.
 * @returns `major.minor.patch`; undefined where it prints none.
 * @throws Error where it cannot be run.
 */
export async function installedVersion(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const identity = identityOf(command);
  if (identity === undefined) {
    return await askVersion(command, env);
  }
  const record = path.join(cacheFolder(env), "pulumi-on-path", "version");
  const known = read(record, identity);
  if (known !== undefined) {
    return known;
  }
  const version = await askVersion(command, env);
  if (version !== undefined) {
    write(record, identity, version);
  }
  return version;
}

/** Says which file a version is of; undefined for one that runs another file, which may change by itself. */
function identityOf(command: string): string | undefined {
  const file = realpathSync(command);
  const { size, mtimeMs } = statSync(file);
  return path.basename(file) === executableName("pulumi") && size >= leastBytes
    ? JSON.stringify({ file, size, mtimeMs })
    : undefined;
}

function read(record: string, identity: string): string | undefined {
  if (whyUntrusted(path.dirname(record)) !== undefined) {
    return undefined;
  }
  try {
    const [known, version = ""] = readFileSync(record, "utf8").split("\n");
    return known === identity ? parseVersion(version) : undefined;
  } catch {
    return undefined;
  }
}

/** One record is enough, since one CLI is the first on PATH. */
function write(record: string, identity: string, version: string): void {
  try {
    ownFolder(path.dirname(record));
    const draft = `${record}.${process.pid}.draft`;
    writeFileSync(draft, `${identity}\n${version}\n`, { mode: 0o600 });
    renameSync(draft, record);
  } catch {
    // Such as a cache that is read-only: the CLI is asked again the next time.
  }
}
