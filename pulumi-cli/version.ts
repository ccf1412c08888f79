import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The oldest supported CLI: since 3.227, `preview --expect-no-changes` exits with 7 when it finds changes. */
export const oldestVersion = "3.227.0";

/** What `pulumi-cli/go.mod` pins: the version that is stamped into a CLI built from the Go module registry. */
export const builtVersion = "3.259.0";

const timeoutMilliseconds = 30_000;

/**
 * Reads a version as `pulumi version` prints it.
 *
 * @param text Such as `v3.259.0` or `v3.260.0-alpha.1`.
 * @returns `major.minor.patch` without what follows; undefined where the text is no version.
 */
export function parseVersion(text: string): string | undefined {
  return /^v?(\d+\.\d+\.\d+)(?:[-+]\S*)?$/.exec(text.trim())?.[1];
}

/** Whether a version, `major.minor.patch`, is as new as another or newer. */
export function isAtLeast(version: string, oldest: string): boolean {
  return version.localeCompare(oldest, "en", { numeric: true }) >= 0;
}

/**
 * Asks a Pulumi CLI for its version.
 *
 * @param command The executable's path.
 * @returns `major.minor.patch`; undefined where it prints none, as a CLI built without a version stamped in.
 * @throws Error where it cannot be run.
 */
export async function askVersion(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)(command, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: timeoutMilliseconds,
  });
  return parseVersion(stdout);
}
