import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { findPulumi, type PulumiCli } from "../../pulumi-cli/find.ts";
import { partsMissing } from "../../pulumi-cli/missing.ts";

/** How a run of the CLI ended, and what the engine said of it. */
export type CliRun = {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly EngineEvent[];
};

/** The CLI in a project folder, for one stack. */
export type StackCli = {
  readonly version: string;
  readonly folder: string;
  run(args: readonly string[], options?: RunOptions): Promise<CliRun>;
};

type RunOptions = {
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets the process's id as soon as it is there. */
  readonly onStart?: (pid: number) => void;
};

const found = new Map<string, Promise<PulumiCli>>();

/**
 * Finds the CLI once for all tenants.
 *
 * @throws PulumiError `noPulumi`, `partsMissing`.
 */
export async function findCli(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<PulumiCli> {
  // What the choice goes by.
  const key = JSON.stringify([env.PATH, env.PULUMI_HOME, env.ARM_METADATA_HOSTNAME, env.PIN_RESET_CACHE_DIR]);
  const search = found.get(key) ?? findPulumi({ env, log });
  found.set(key, search);
  try {
    const cli = await search;
    if (cli.missing.length > 0) {
      throw partsMissing(cli.missing);
    }
    return cli;
  } catch (error) {
    // What is missing may be installed before the next tenant's turn.
    found.delete(key);
    throw error;
  }
}

/**
 * Runs the CLI on a stack. Not by the Automation API: after each update it runs the CLI three times more, for outputs that
 * nothing here needs and with every secret decrypted.
 *
 * The CLI is in a process group of its own and writes to files. So it works on to its end, and takes its lock away, if this
 * process is killed; with a pipe that no process reads it would end at the next line that it prints.
 */
export function stackCli(
  { command, version, env: added }: Pick<PulumiCli, "command" | "version" | "env">,
  place: {
    readonly folder: string;
    readonly stack: string;
    readonly env: NodeJS.ProcessEnv;
    readonly signal: AbortSignal;
  },
): StackCli {
  const { folder, stack, signal } = place;
  let runs = 0;
  return {
    version,
    folder,
    async run(args, { env, onStart } = {}) {
      signal.throwIfAborted();
      runs++;
      const files = ["out", "err", "events"].map((name) => path.join(folder, `${runs}.${name}`));
      const [out = "", err = "", log = ""] = files;
      const isEngine = /^(?:up|preview|refresh)$/.test(args[0] ?? "");
      const code = await ended(
        command,
        [...args, ...(isEngine ? ["--event-log", log] : []), "--stack", stack, ...always],
        {
          cwd: folder,
          env: { ...place.env, ...added, ...variables, ...env },
          files: [out, err],
          signal,
          onStart,
        },
      );
      const [stdout, stderr, events] = await Promise.all(
        files.map((file) => readFile(file, "utf8").catch(() => "")),
      );
      return { code, stdout: stdout ?? "", stderr: stderr ?? "", events: eventsIn(events ?? "") };
    },
  };
}

const always = ["--non-interactive", "--color", "never"];

const variables = {
  // For --event-log.
  PULUMI_DEBUG_COMMANDS: "true",
  // A stack's file here has the fleet's settings alone: where its secrets are encrypted stands in its state.
  PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
};

type Process = {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly files: readonly string[];
  readonly signal: AbortSignal;
  readonly onStart: ((pid: number) => void) | undefined;
};

async function ended(
  command: string,
  args: readonly string[],
  { cwd, env, files, signal, onStart }: Process,
): Promise<number | null> {
  const handles = files.map((file) => openSync(file, "w", 0o600));
  try {
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      windowsHide: true,
      stdio: ["ignore", ...handles],
    });
    const exited = once(child, "exit");
    if (child.pid !== undefined) {
      onStart?.(child.pid);
    }
    // Once: a second interrupt would make it leave its work half done.
    const interrupt = () => void child.kill("SIGINT");
    signal.addEventListener("abort", interrupt, { once: true });
    const [code] = await exited.finally(() => signal.removeEventListener("abort", interrupt));
    return typeof code === "number" ? code : null;
  } finally {
    for (const handle of handles) {
      closeSync(handle);
    }
  }
}

/** A process that was killed may have written half of its last line. */
function eventsIn(log: string): readonly EngineEvent[] {
  const lines = log.slice(0, log.lastIndexOf("\n") + 1).split("\n");
  return lines.filter((line) => line !== "").map((line): EngineEvent => JSON.parse(line));
}
