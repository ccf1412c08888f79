import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findPulumiForEmbeddedTenant } from "./find.ts";
import { onePass } from "./one-pass.ts";
import { type Run, type StartedRun, startRun } from "./run.ts";

export const repository = fileURLToPath(new URL("..", import.meta.url));

export type Stack = {
  /** Holds everything that the CLI keeps: the project, the state and the plugins. */
  readonly root: string;
  /** The project's own folder: the CLI writes into its Pulumi.<stack>.yaml. */
  readonly directory: string;
  /** The whole environment that the CLI runs in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs the CLI to its end, with what `npm run pulumi` adds to its environment. */
  run(args: readonly string[], env?: Record<string, string>): Promise<Run>;
  /** Starts the CLI, for a caller that interrupts it. */
  start(args: readonly string[], env?: Record<string, string>): StartedRun;
  /** Ends what still runs, and removes the project, its state and its plugins. */
  close(): Promise<void>;
};

export type StackOptions = {
  /** The stack's name; by default `dev`. */
  name?: string;
  /** Fills the project's folder; by default with the repository's own project. */
  fill?: (directory: string) => Promise<void>;
  /** Fills the CLI's own folder, PULUMI_HOME; by default it is empty. */
  fillHome?: (home: string) => Promise<void>;
  /** Added to the CLI's environment in every run. */
  env?: Record<string, string>;
};

/**
 * Creates a project of its own with one stack, on a state folder of its own, and runs the real CLI on it.
 * The caller closes it.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const name = options.name ?? "dev";
  const root = await mkdtemp(path.join(tmpdir(), "stack-"));
  const directory = path.join(root, "project");
  const state = path.join(root, "state");
  const home = path.join(root, "home");
  await Promise.all([directory, state, home].map((folder) => mkdir(folder)));
  await (options.fill ?? linkRepository)(directory);
  await options.fillHome?.(home);
  const cli = await findPulumiForEmbeddedTenant({ ...process.env, PULUMI_HOME: home });
  const env = {
    ...process.env,
    ...cli.env,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "for this stack only",
    // For its schema, the CLI has npm install what a provider in a folder needs. A checkout has it, and several such at once would
    // take it apart.
    npm_config_dry_run: "true",
    npm_config_audit: "false",
    ...options.env,
  };
  const running = new Set<ChildProcess>();

  const stack: Stack = {
    root,
    directory,
    env,
    start(args, extra = {}) {
      const given = { ...env, ...extra };
      const options = {
        cwd: directory,
        env: { ...given, ...onePass(cli.version, args, given) },
        detached: true,
      };
      const { child, ended } = startRun(cli.command, args, options);
      running.add(child);
      return { child, ended: ended.finally(() => running.delete(child)) };
    },
    run: (args, extra) => stack.start(args, extra).ended,
    async close() {
      await Promise.all([...running].map(end));
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };

  await initialise(stack, name);
  return stack;
}

async function initialise(stack: Stack, name: string): Promise<void> {
  const created = await stack.run(["stack", "init", name]);
  if (created.code === 0) {
    return;
  }
  await stack.close();
  throw new Error(`pulumi stack init ${name} failed: ${created.stderr}`);
}

/** The repository's project by links to its sources, with settings of its own. */
async function linkRepository(directory: string): Promise<void> {
  const entries = await readdir(repository);
  const linked = entries.filter((entry) => entry !== ".git" && !/^Pulumi\..*yaml$/.test(entry));
  await Promise.all(
    linked.map((entry) => symlink(path.join(repository, entry), path.join(directory, entry))),
  );
  await cp(path.join(repository, "Pulumi.yaml"), path.join(directory, "Pulumi.yaml"));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const closed = once(child, "close");
  process.kill(-child.pid, "SIGKILL");
  await closed;
}
