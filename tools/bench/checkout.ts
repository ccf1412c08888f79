import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { cacheFolder } from "../../launcher/compile-cache.js";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { repository } from "./measure.ts";
import { linkPublishedPlugins } from "./published-plugins.ts";

/** How a user runs the CLI: plainly, or with what this project puts before it. */
export type Way = "plain" | "launcher" | "npm" | "node --run";

/** A copy of a checkout in a folder of its own, with a tenant, a stack and caches of its own. */
export type Checkout = {
  /** Holds the copy in `project`, and PULUMI_HOME in `home`. */
  readonly root: string;
  readonly tenant: Tenant;
  /** Runs the CLI in the copy's folder. Throws Error, with what it printed, unless it ends with 0. */
  run(way: Way, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<void>;
  /** Makes a folder for the project's cache that has the CLI, and nothing that Node.js compiled. */
  emptyCache(): Promise<NodeJS.ProcessEnv>;
  close(): Promise<void>;
};

export type CheckoutOptions = {
  /** What to copy; by default this repository, as it is. */
  readonly of?: string;
  /** The source of another program, in place of the project's own. */
  readonly program?: string;
};

const notCopied = new Set(["node_modules", ".git", "coverage", ".tenant", ".stryker-tmp"]);

/** Copies a checkout, with its `node_modules` by a link, and creates its stack. The caller closes it. */
export async function startCheckout({
  of: source = repository,
  program,
}: CheckoutOptions): Promise<Checkout> {
  const root = await mkdtemp(path.join(tmpdir(), "pin-reset-bench-"));
  const directory = path.join(root, "project");
  const home = path.join(root, "home");
  const state = path.join(root, "state");
  await Promise.all([home, state].map((folder) => mkdir(folder)));
  await copy(source, directory);
  if (program !== undefined) {
    await replaceProgram(directory, program);
  }
  await linkPublishedPlugins(home);
  const tenant = await startTenant({ directory: path.join(root, "tenant") });
  const cachedClis = path.join(cacheFolder(process.env), "pulumi");
  let caches = 0;
  const emptyCache = async () => {
    caches += 1;
    const cache = path.join(root, `cache-${caches}`);
    await mkdir(cache, { mode: 0o700 });
    if (existsSync(cachedClis)) {
      await symlink(cachedClis, path.join(cache, "pulumi"), "junction");
    }
    return { PIN_RESET_CACHE_DIR: cache };
  };
  const env = {
    ...usualEnvironment(),
    ...tenant.env,
    ...stackEnvironment(home, state),
    ...(await emptyCache()),
  };
  // Another program has no Intune plugin: it is not to pay for one that is started ahead.
  const ahead = program === undefined ? {} : { PIN_RESET_START_AHEAD: "false" };
  const cli = await findPulumiForEmbeddedTenant(env);
  const plain = Object.fromEntries(
    Object.entries(cli.env).map(([name, value]) => [name, value.replaceAll(repository, directory)]),
  );
  const checkout: Checkout = {
    root,
    tenant,
    emptyCache,
    async run(way, args, extra = {}) {
      const [command, ...first] = commands(way, cli.command);
      await runToItsEnd([command, ...first, ...args], {
        cwd: directory,
        env: { ...env, ...ahead, ...(way === "plain" ? plain : {}), ...extra },
      });
    },
    async close() {
      await tenant.close();
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  try {
    await checkout.run("plain", ["stack", "init", "dev"]);
  } catch (error) {
    await checkout.close();
    throw error;
  }
  return checkout;
}

function commands(way: Way, cli: string): [string, ...string[]] {
  switch (way) {
    case "plain":
      return [cli];
    case "launcher":
      return [process.execPath, path.join("tools", "run.js"), "pulumi-cli/main.ts"];
    case "npm":
      return ["npm", "run", "pulumi", "--"];
    case "node --run":
      return [process.execPath, "--run", "pulumi", "--"];
  }
}

async function runToItsEnd(
  [command, ...args]: readonly [string, ...string[]],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<void> {
  const child = spawn(command, args, {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
    // npm is a script there.
    shell: process.platform === "win32",
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  if (code !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  }
}

async function copy(source: string, directory: string): Promise<void> {
  await cp(source, directory, {
    recursive: true,
    filter: (file) => !notCopied.has(path.basename(file)) && !/^Pulumi\..+\.yaml$/.test(path.basename(file)),
  });
  await symlink(path.join(source, "node_modules"), path.join(directory, "node_modules"), "junction");
}

async function replaceProgram(directory: string, program: string): Promise<void> {
  const project = {
    name: "bench",
    runtime: { name: "nodejs", options: { typescript: false } },
    options: { refresh: "always" },
  };
  await writeFile(path.join(directory, "index.ts"), program);
  await writeFile(path.join(directory, "Pulumi.yaml"), JSON.stringify(project));
}

/** This process's environment, without what would make a run quicker or slower than a user's own. */
function usualEnvironment(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE, TF_BUILD, GITHUB_ACTIONS, ...env } = process.env;
  // npm asks its registry now and then whether there is a newer npm.
  return { ...env, npm_config_update_notifier: "false" };
}

function stackEnvironment(home: string, state: string): NodeJS.ProcessEnv {
  return {
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "for this stack only",
  };
}
