import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { followProxyVariables } from "../../graph/proxy.ts";
import { inTemporaryFolder } from "../../pulumi-cli/temporary-folder.ts";

const releases = "https://github.com/temporalio/cli/releases/download";
/** A machine with a closed network goes on quickly. */
const firstMilliseconds = 5_000;
const archiveMilliseconds = 300_000;

/** The archive of a release for a system, as its makers name them; undefined where there is none. */
export function archiveName(version: string, platform: NodeJS.Platform, arch: string): string | undefined {
  const systems: Partial<Record<NodeJS.Platform, string>> = {
    linux: "linux",
    darwin: "darwin",
    win32: "windows",
  };
  const processors: Partial<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
  const system = systems[platform];
  const processor = processors[arch];
  return system && processor && `temporal_cli_${version}_${system}_${processor}.tar.gz`;
}

/**
 * Downloads an official release of Temporal's CLI, and compares it with the checksum that was published beside it.
 * Source: https://github.com/temporalio/cli/releases
 *
 * @param folder Gets `bin/temporal`.
 * @throws Error that says what was not as it must be.
 */
export async function downloadTemporal(folder: string, version: string, origin = releases): Promise<void> {
  const archive = archiveName(version, process.platform, process.arch);
  if (archive === undefined) {
    throw new Error(`there is no release for ${process.platform} on ${process.arch}`);
  }
  const leaveProxy = followProxyVariables();
  try {
    const checksums = (await get(`${origin}/v${version}/checksums.txt`, firstMilliseconds)).toString("utf8");
    const content = await get(`${origin}/v${version}/${archive}`, archiveMilliseconds);
    const published = checksumOf(checksums, archive);
    const actual = createHash("sha256").update(content).digest("hex");
    if (published !== actual) {
      throw new Error(
        `${archive} has the SHA-256 ${actual}, and ${published ?? "none"} was published for it`,
      );
    }
    await extract(content, path.join(folder, "bin"));
  } finally {
    leaveProxy();
  }
}

/** A line of checksums.txt has the checksum, blanks and the file's name. */
function checksumOf(checksums: string, archive: string): string | undefined {
  const line = checksums.split(/\r?\n/).find((each) => each.trim().split(/\s+/)[1] === archive);
  return line?.trim().split(/\s+/)[0];
}

async function get(url: string, milliseconds: number): Promise<Buffer> {
  const { host } = new URL(url);
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(milliseconds) });
  } catch (error) {
    throw new Error(`${host} cannot be reached`, { cause: error });
  }
  if (!response.ok) {
    throw new Error(`${host} responded with ${response.status}`);
  }
  return Buffer.from(await response.arrayBuffer());
}

/** Every system that has a release has `tar` too, Windows since 2018. */
async function extract(archive: Buffer, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await inTemporaryFolder(async (temporary) => {
    const file = path.join(temporary, "temporal.tar.gz");
    await writeFile(file, archive);
    await promisify(execFile)("tar", ["-xzf", file, "-C", folder]);
  });
}
