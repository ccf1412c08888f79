import { fork } from "node:child_process";
import { once } from "node:events";
import { symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { repository, type Stack, startStack } from "../../pulumi-cli/stack.ts";

export { repository, type Stack };

export type StackOptions = {
  /** The stack's name; by default `dev`. */
  name?: string;
  /** The project's files, by name; by default the repository's own project. */
  files?: Record<string, string>;
  /** Added to the CLI's environment in every run. */
  env?: Record<string, string>;
  /**
   * Has the engine use plugins that run already, which saves a third of each run's time. For tests of what a program
   * does; those of a plugin's processes, its environment, its configuration or its number of requests (a plugin that
   * runs already reads the first resource before it is asked for the next) let the engine start it.
   */
  keepPlugins?: boolean;
};

/**
 * Makes a project of its own with one stack, on a state folder of its own, and runs the real CLI on it.
 * The caller closes it.
 */
export async function createStack({
  files,
  keepPlugins,
  env,
  ...options
}: StackOptions = {}): Promise<Stack> {
  const plugins = keepPlugins ? await startPlugins(env) : undefined;
  const stack = await startStack({
    ...options,
    env: { ...env, ...plugins?.env },
    ...(files && { fill: (directory) => writeProject(directory, files) }),
  });
  if (plugins === undefined) {
    return stack;
  }
  const start: Stack["start"] = (args, more) => stack.start(args, more && withOwnPlugins(more));
  return {
    ...stack,
    start,
    run: (args, more) => start(args, more).ended,
    close: () => stack.close().finally(plugins.close),
  };
}

/**
 * What a run adds to a stack's environment. Where plugins would read it, the engine starts its own, whether the stack
 * keeps some or not.
 */
export function withOwnPlugins(env: Readonly<Record<string, string>>): Record<string, string> {
  const isForPlugins = Object.keys(env).some((name) => /^(?:ARM|INTUNE|ACTIONS|SYSTEM|NODE|SSL)_/.test(name));
  return { ...env, ...(isForPlugins && { PULUMI_DEBUG_PROVIDERS: "" }) };
}

/** Starts this project's plugins, and what stands in for others here, in one process with the environment of a stack. */
async function startPlugins(env: StackOptions["env"]) {
  const { standIns } = await findPulumiForEmbeddedTenant();
  const kept = standIns.flatMap((name) => /^pulumi-resource-(.*)/.exec(name)?.[1] ?? []);
  const host = fork(path.join(import.meta.dirname, "plugin-host.ts"), ["intune", ...kept], {
    env: { ...process.env, ...env },
    execArgv: [],
  });
  const [ports] = await once(host, "message");
  return {
    env: { PULUMI_DEBUG_PROVIDERS: String(ports) },
    close: async () => {
      const ended = once(host, "exit");
      host.disconnect();
      await ended;
    },
  };
}

async function writeProject(directory: string, files: Record<string, string>): Promise<void> {
  await symlink(path.join(repository, "node_modules"), path.join(directory, "node_modules"));
  await Promise.all(
    Object.entries(files).map(([file, content]) => writeFile(path.join(directory, file), content)),
  );
}
