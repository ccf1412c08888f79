import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { cachedCli, cliFolder, fillOnce } from "../../pulumi-cli/cache.ts";
import { executableName, findOnPath } from "../../pulumi-cli/executables.ts";
import { buildGoProgram } from "../../pulumi-cli/go-program.ts";
import { messageOf } from "../../text/message-of.ts";
import { downloadTemporal } from "./download.ts";

export type TemporalCli = {
  /** The executable's path. */
  readonly command: string;
  readonly origin: "path" | "download" | "build";
};

export type Sources = {
  download(folder: string, version: string): Promise<void>;
  build(folder: string, env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<void>;
};

export type FindOptions = {
  readonly env?: NodeJS.ProcessEnv;
  /** Gets progress, a line at a time; by default standard error. */
  readonly log?: (line: string) => void;
  readonly sources?: Sources;
};

const packagePath = "github.com/temporalio/cli/cmd/temporal";

/** What go.mod pins, which is the version that is downloaded too. */
export const pinnedVersion = readPinnedVersion();

/**
 * Finds Temporal's CLI, which has a development server: on PATH, else in this project's cache, else by the official download,
 * else built from the Go module registry (2 to 4 minutes) and kept in the cache.
 *
 * @throws Error that lists what was tried.
 */
export async function findTemporal(options: FindOptions = {}): Promise<TemporalCli> {
  const { env = process.env, log = logToStandardError, sources = network } = options;
  const failures: string[] = [];
  const installed = await findInstalled(env, failures);
  if (installed !== undefined) {
    return installed;
  }
  const origins = ["download", "build"] as const;
  const folders = { download: folderOf(env, "download"), build: folderOf(env, "build") };
  for (const origin of origins) {
    const command = cachedCli(folders[origin], "temporal");
    if (command !== undefined) {
      return { command, origin };
    }
  }
  const fill = {
    download: (folder: string) => sources.download(folder, pinnedVersion),
    build: (folder: string) => sources.build(folder, env, log),
  };
  for (const origin of origins) {
    try {
      const onWait = (): void => log("Another process is getting Temporal's CLI: waiting for it.");
      return { command: await fillOnce(folders[origin], fill[origin], onWait, "temporal"), origin };
    } catch (error) {
      failures.push(`${origin === "download" ? "official download" : "build"}: ${messageOf(error)}`);
    }
  }
  throw new Error(
    `No Temporal CLI found. Tried:\n${failures.map((failure) => `  - ${failure}`).join("\n")}\n` +
      "Install it (https://docs.temporal.io/cli#install), or Go (https://go.dev/dl/), and try again.",
  );
}

/** One that is too old for a development server does not count. */
async function findInstalled(env: NodeJS.ProcessEnv, failures: string[]): Promise<TemporalCli | undefined> {
  const command = findOnPath("temporal", env);
  if (command === undefined) {
    failures.push("`temporal` on PATH: there is none");
    return undefined;
  }
  try {
    await promisify(execFile)(command, ["server", "start-dev", "--help"], { env, timeout: 30_000 });
    return { command, origin: "path" };
  } catch (error) {
    failures.push(
      `\`temporal\` on PATH: ${command} has no development server: ${messageOf(error).split("\n")[0]}`,
    );
    return undefined;
  }
}

function folderOf(env: NodeJS.ProcessEnv, origin: "download" | "build"): string {
  return cliFolder(env, pinnedVersion, origin, "temporal");
}

const network: Sources = {
  download: downloadTemporal,
  build: (folder, env, log) =>
    buildGoProgram(
      {
        name: `Temporal CLI ${pinnedVersion}`,
        moduleFolder: import.meta.dirname,
        args: buildArguments(path.join(folder, "bin", executableName("temporal"))),
        duration: "2 to 4 minutes",
      },
      env,
      log,
    ),
};

/** The arguments of `go` that build the CLI reproducibly, with its version stamped in. */
export function buildArguments(output: string): string[] {
  const stamp = `-X github.com/temporalio/cli/temporalcli.Version=${pinnedVersion}`;
  return [
    "build",
    "-trimpath",
    "-gcflags=all=-dwarf=false",
    "-ldflags",
    `-s -w ${stamp}`,
    "-o",
    output,
    packagePath,
  ];
}

function readPinnedVersion(): string {
  const file = path.join(import.meta.dirname, "go.mod");
  const version = /github\.com\/temporalio\/cli v(\S+)/.exec(readFileSync(file, "utf8"))?.[1];
  if (version === undefined) {
    throw new Error(`${file} does not require github.com/temporalio/cli`);
  }
  return version;
}

function logToStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
