import path from "node:path";
import { compileCacheFolder, whyUntrusted } from "../launcher/compile-cache.js";
import { messageOf } from "../text/message-of.ts";
import { cachedCli, cliFolder, fillOnce } from "./cache.ts";
import { PulumiError } from "./errors.ts";
import { findOnPath, foldersOnPath } from "./executables.ts";
import { installedVersion } from "./installed-version.ts";
import type { MissingPart } from "./missing.ts";
import { sdkVersion } from "./package-version.ts";
import { network, type Sources } from "./sources.ts";
import {
  chooseStandIns,
  embeddedTenant,
  isForEmbeddedTenant,
  linkLanguageHost,
  type StandIn,
  standInEnvironment,
} from "./stand-ins.ts";
import { builtVersion, isAtLeast, oldestVersion } from "./version.ts";

const repository = path.resolve(import.meta.dirname, "..");

export type PulumiCli = {
  /** The executable's path. */
  readonly command: string;
  /** `major.minor.patch` */
  readonly version: string;
  readonly origin: "path" | "download" | "build";
  /** Which parts of Pulumi this project stands in for, by executable; they are on the PATH in `env`. */
  readonly standIns: readonly string[];
  /** What a run of the engine needs and is not installed; see partsMissing. */
  readonly missing: readonly MissingPart[];
  /** What to add to the environment that the CLI runs in. */
  readonly env: Readonly<Record<string, string>>;
};

export type FindOptions = {
  /** The environment to look in; by default this process's. */
  env?: NodeJS.ProcessEnv;
  /** Gets progress, a line at a time; by default standard error. */
  log?: (line: string) => void;
  sources?: Sources;
  /**
   * Whether the engine will run, as by default. Without it, a real tenant's missing parts are not looked for, which may
   * ask the network.
   */
  runsEngine?: boolean;
};

type Found = Pick<PulumiCli, "command" | "version" | "origin">;
type Search = Required<FindOptions>;
type Source = { name: string; get(search: Search): Promise<Found> };

const defaults: Search = {
  env: process.env,
  log: logToStandardError,
  sources: network,
  runsEngine: true,
};

const remoteSources: readonly Source[] = [
  { name: "official download", get: download },
  { name: "build from the Go module registry", get: build },
];

/**
 * Finds a Pulumi CLI: on PATH where it is new enough (unless PIN_RESET_PULUMI_CLI is `pinned`), else in this project's cache, else by the official download,
 * else built from the Go module registry (about 2 minutes) and kept in the cache.
 *
 * @throws PulumiError `noPulumi` where none of these is possible.
 */
export async function findPulumi(options: FindOptions = {}): Promise<PulumiCli> {
  const given: Search = { ...defaults, ...options };
  const { env } = given;
  const sources = { ...given.sources, whyNoDownloads: once(() => given.sources.whyNoDownloads(env)) };
  const search = { ...given, sources };
  const failures: string[] = [];
  const found =
    (await findInstalled(env, failures)) ?? (await findCached(search)) ?? (await fetchCli(search, failures));
  const built = found.origin === "build";
  const cli = { command: found.command, built };
  const { standIns, missing } =
    given.runsEngine || isForEmbeddedTenant(env)
      ? await chooseStandIns(cli, env, sources.whyNoDownloads)
      : { standIns: [], missing: [] };
  return {
    ...found,
    standIns: standIns.map(({ name }) => name),
    missing,
    env: additions(search, standIns, built),
  };
}

/**
 * Finds a Pulumi CLI for runs against the embedded tenant, whose environment need not be there yet.
 *
 * @param env What else the choice goes by.
 * @throws PulumiError `noPulumi`.
 */
export function findPulumiForEmbeddedTenant(env: NodeJS.ProcessEnv = process.env): Promise<PulumiCli> {
  return findPulumi({ env: { ...env, ...embeddedTenant } });
}

async function findInstalled(env: NodeJS.ProcessEnv, failures: string[]): Promise<Found | undefined> {
  if (env.PIN_RESET_PULUMI_CLI === "pinned") {
    failures.push(
      "`pulumi` on PATH: PIN_RESET_PULUMI_CLI is `pinned`, so that only the project's own version counts",
    );
    return undefined;
  }
  const command = findOnPath("pulumi", env);
  if (command === undefined) {
    failures.push("`pulumi` on PATH: there is none");
    return undefined;
  }
  try {
    const version = await installedVersion(command, env);
    if (version !== undefined && isAtLeast(version, oldestVersion)) {
      return { command, version, origin: "path" };
    }
    const reason = version === undefined ? "prints no version" : `is ${version}, older than ${oldestVersion}`;
    failures.push(`\`pulumi\` on PATH: ${command} ${reason}`);
  } catch (error) {
    failures.push(`\`pulumi\` on PATH: ${command} cannot be run: ${messageOf(error)}`);
  }
  return undefined;
}

async function findCached(search: Search): Promise<Found | undefined> {
  const { env } = search;
  const downloaded = cachedAs(env, sdkVersion(), "download");
  const built = cachedAs(env, builtVersion, "build");
  if (downloaded !== undefined || built === undefined || isForEmbeddedTenant(env)) {
    return downloaded ?? built;
  }
  // A real tenant needs the language host, which only the official package brings: perhaps it can be downloaded by now.
  return await download(search).catch(() => built);
}

function cachedAs(env: NodeJS.ProcessEnv, version: string, origin: "download" | "build"): Found | undefined {
  const command = cachedCli(cliFolder(env, version, origin));
  return command === undefined ? undefined : { command, version, origin };
}

async function fetchCli(search: Search, failures: string[]): Promise<Found> {
  for (const { name, get } of remoteSources) {
    try {
      return await get(search);
    } catch (error) {
      failures.push(`${name}: ${messageOf(error)}`);
    }
  }
  throw await notFound(failures);
}

/** The message lists every source that was tried, and why it failed. */
async function notFound(failures: readonly string[]): Promise<PulumiError> {
  const { oldestGo } = await import("./go-build.ts");
  const tried = failures.map((failure) => `  - ${failure}`).join("\n");
  return new PulumiError(
    "noPulumi",
    `No Pulumi CLI found. Tried:\n${tried}`,
    `Install Pulumi ${oldestVersion} or newer (https://www.pulumi.com/docs/install/), ` +
      `or Go ${oldestGo()} or newer (https://go.dev/dl/), and try again.`,
  );
}

async function download({ env, log, sources }: Search): Promise<Found> {
  const obstacle = await sources.whyNoDownloads(env);
  if (obstacle !== undefined) {
    throw new Error(obstacle);
  }
  const version = sdkVersion();
  const fill = async (folder: string): Promise<void> => {
    log(`Downloading the Pulumi CLI ${version}, this once.`);
    await sources.download(folder);
  };
  const command = await fillOnce(cliFolder(env, version, "download"), fill, () => log(waiting));
  return { command, version, origin: "download" };
}

async function build({ env, log, sources }: Search): Promise<Found> {
  const fill = async (folder: string): Promise<void> => {
    await sources.build(folder, env, log);
    await linkLanguageHost(path.join(folder, "bin"));
  };
  const command = await fillOnce(cliFolder(env, builtVersion, "build"), fill, () => log(waiting));
  return { command, version: builtVersion, origin: "build" };
}

const waiting = "Another process is getting the Pulumi CLI: waiting for it.";

/** The engine's own limit is 4 operations a core; reads travel together only where the engine asks for them together. */
const mostAtOnce = 256;

function additions(
  { env, log }: Search,
  standIns: readonly StandIn[],
  built: boolean,
): Record<string, string> {
  const { folders, variables } = standInEnvironment(standIns, built);
  const first = [path.join(repository, "node_modules", ".bin"), ...folders];
  const rest = foldersOnPath(env).filter((folder) => !first.includes(folder));
  return {
    PATH: [...first, ...rest].join(path.delimiter),
    NODE_COMPILE_CACHE: compileCache(env, log),
    PULUMI_PARALLEL: env.PULUMI_PARALLEL || String(mostAtOnce),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...variables,
  };
}

/** What is read from the cache is run, with the credentials: no cache is better than one that others may write to. */
function compileCache(env: NodeJS.ProcessEnv, log: (line: string) => void): string {
  const given = env.NODE_COMPILE_CACHE;
  try {
    const reason = given ? whyUntrusted(given) : undefined;
    if (reason !== undefined) {
      log(`NODE_COMPILE_CACHE is not used: ${reason}.`);
    }
    return given && reason === undefined ? given : compileCacheFolder(env);
  } catch (error) {
    log(`Node.js keeps nothing of what it compiles: ${messageOf(error)}.`);
    return "";
  }
}

function once<Result>(ask: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= ask();
    return result;
  };
}

function logToStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
