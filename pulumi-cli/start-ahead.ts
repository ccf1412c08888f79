import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import type { Readable } from "node:stream";
import { commandOf, folderOf } from "./arguments.ts";

const plugin = path.resolve(import.meta.dirname, "..", "intune");
// A checkout has TypeScript there, the npm package JavaScript.
const entry = path.join(plugin, `ahead${path.extname(import.meta.filename)}`);
const optOut = "PIN_RESET_START_AHEAD";
const attach = "PULUMI_DEBUG_PROVIDERS";

/** An Intune plugin that runs before the engine does. */
export type StartedAhead = {
  readonly pid: number | undefined;
  /** What lets the engine attach to it instead of starting one. */
  readonly env: Readonly<Record<string, string>>;
  /** What it writes beside the engine's log, such as a crash. */
  readonly stderr: Readable | null;
  /** Has it stay until that process of the CLI has ended, should this one be killed before. Called once, where `stays` was said. */
  stayFor(cli: number | undefined): void;
  /** Ends it, once the engine has ended; settles when it has gone. */
  stop(): Promise<void>;
};

/**
 * Starts the Intune plugin, which loads and signs in while the CLI itself starts. The engine finds it by
 * PULUMI_DEBUG_PROVIDERS. It serves one run.
 * Source: https://www.pulumi.com/docs/iac/guides/building-extending/providers/debugging-providers/
 *
 * @param folder Where the CLI is started. Its arguments may name another.
 * @param env The environment that the CLI runs in. PIN_RESET_START_AHEAD=false leaves it to the engine to start plugins.
 * @param args The CLI's arguments.
 * @param options With `stays`, it serves only from `stayFor` on. Node.js sends nothing after a socket until the other process, which
 *   may take seconds to load, has taken that: were this one killed before, it would not know of the CLI.
 * @returns Undefined where the engine is to start its plugins itself: the environment says so, or attaches another plugin
 *   already; `watch` runs one update after another; the project uses another Intune plugin; or settings may change what the
 *   environment says, see mayBeSetOtherwise.
 * @throws Error where no port of loopback can be listened on.
 */
export async function startAhead(
  folder: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
  { stays = false }: { readonly stays?: boolean } = {},
): Promise<StartedAhead | undefined> {
  const project = path.resolve(folder, folderOf(args) ?? "");
  const isOff =
    env[optOut]?.toLowerCase() === "false" || env[attach] !== undefined || commandOf(args) === "watch";
  if (isOff || !(await usesThisPlugin(project)) || mayBeSetOtherwise(filesOf(project), args)) {
    return undefined;
  }
  const server = net.createServer().listen(0, "127.0.0.1");
  const { port } = await addressOf(server);
  const flags = setsPlugin(project, args) ? ["--load-only"] : [];
  const child = spawn(process.execPath, [entry, ...flags], {
    cwd: project,
    env,
    // Ctrl-C in a terminal reaches the CLI, which tells its plugins.
    detached: true,
    windowsHide: true,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  // If it cannot be started, nothing listens on the port, and the engine reports that.
  child.on("error", () => undefined);
  const serve = () => child.send("serve", server, () => server.close());
  if (!stays) {
    serve();
  }
  child.unref();
  child.channel?.unref();
  return {
    pid: child.pid,
    env: { [attach]: `intune:${port}` },
    stderr: child.stderr,
    stayFor(cli) {
      if (cli !== undefined && child.connected) {
        child.send(cli, () => undefined);
        serve();
      }
    },
    async stop() {
      server.close();
      await ended(child);
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const exited = once(child, "exit");
    child.ref();
    child.kill();
    await exited;
  }
}

async function addressOf(server: net.Server): Promise<net.AddressInfo> {
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("The socket for the Intune plugin listens on no port.");
  }
  return address;
}

/** The parts of a project may be elsewhere, as its file says then. */
async function usesThisPlugin(project: string): Promise<boolean> {
  try {
    const beside = path.join(project, "intune");
    const folder = existsSync(beside) ? beside : await namedIntune(project);
    return folder !== undefined && realpathSync(folder) === realpathSync(plugin);
  } catch {
    return false;
  }
}

async function namedIntune(project: string): Promise<string | undefined> {
  // The parser takes longer to load than the CLI to start, and few runs need it.
  const { namedPlugin } = await import("./named-plugin.ts");
  return await namedPlugin(project, "intune");
}

const endpoints = /(?:^|[^\w-])intune:(?:environment|metadataHost|oidcRequestUrl)(?:[^\w-]|$)/m;

/** A stack's environments of Pulumi ESC, and the folder in which a project has the files of its stacks, by either name. */
const elsewhere = /(?:^|\{)\s*["']?(?:environment|stackConfigDir)["']?\s*:|^config:[ \t]+[^\s{#]/m;

/** Settings of the plugin. It signs in with them then, perhaps as another account, and not as the environment alone says. */
const ofPlugin = /(?:^|[^\w-])intune:(?!index:)\w/m;

/**
 * Whether credentials may be sent elsewhere than the environment says, or may not be in it: the CLI adds the variables of
 * Pulumi ESC to its own environment, which only plugins that it starts itself inherit. Whichever stack is run, the files of
 * all count, to be safe.
 * Source: https://www.pulumi.com/docs/esc/guides/pulumi-iac/
 */
function mayBeSetOtherwise(files: readonly string[], args: readonly string[]): boolean {
  return (
    args.some((arg) => endpoints.test(arg.replace(/^-c/, "")) || arg.startsWith("--config-file")) ||
    files.some(fileMaySetOtherwise)
  );
}

function filesOf(project: string): string[] {
  const names = readdirSync(project).filter((name) => /^Pulumi\.(?:.*\.)?(?:ya?ml|json)$/.test(name));
  return names.map((name) => path.join(project, name));
}

function setsPlugin(project: string, args: readonly string[]): boolean {
  return [...args, ...filesOf(project).map((file) => readFileSync(file, "utf8"))].some((text) =>
    ofPlugin.test(text.replace(/^-c/, "")),
  );
}

/** A file that cannot be read may say anything; the CLI reports it. */
function fileMaySetOtherwise(file: string): boolean {
  try {
    const text = readFileSync(file, "utf8");
    return endpoints.test(text) || elsewhere.test(text);
  } catch {
    return true;
  }
}
