import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder, ownFolder, whyUntrusted } from "../launcher/compile-cache.js";
import { executableName } from "./executables.ts";
import { askVersion, parseVersion } from "./version.ts";

/** The CLI itself has over 100 MB; a script or a version manager's shim, which runs another file, has less. */
const leastBytes = 20_000_000;

/**
 * The version of an installed CLI. The CLI is run for it once, and again when its file has changed: that takes as long as a
 * start of the CLI.
 *
 * @param command The executable's path.
 * @param env The environment that the CLI runs in, which also says where the cache is.
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

/** Identifies the file that a version is of; undefined for one that runs another file, which may change independently. */
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
    // Such as a cache that is read-only: the CLI is run again the next time.
  }
}
