import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import type { Readable } from "node:stream";
import { folderOf } from "./arguments.ts";

const plugin = path.resolve(import.meta.dirname, "..", "intune");
const optOut = "PIN_RESET_START_AHEAD";
const attach = "PULUMI_DEBUG_PROVIDERS";

/** An Intune plugin that runs before the engine does. */
export type StartedAhead = {
  readonly pid: number | undefined;
  /** What lets the engine attach to it instead of starting one. */
  readonly env: Readonly<Record<string, string>>;
  /** What it writes beside the engine's log: what a run must not lose, and crashes. */
  readonly stderr: Readable | null;
  /** Has it stay until that process of the CLI has ended, should this one be killed before. */
  stayFor(cli: number | undefined): void;
  /** Ends it, once the engine has ended. */
  stop(): void;
};

/**
 * Starts the Intune plugin, which loads and signs in while the CLI itself starts. Of a run that takes 2 s that is a
 * fourth. The engine finds it by PULUMI_DEBUG_PROVIDERS, for one run.
 * Source: https://www.pulumi.com/docs/iac/guides/building-extending/providers/debugging-providers/
 *
 * @param folder Where the CLI is started. Its arguments may name another.
 * @param env The environment that the CLI runs in. PIN_RESET_START_AHEAD=false leaves it to the engine to start plugins.
 * @param args The CLI's arguments.
 * @returns Undefined where the engine is to start its plugins itself: it was asked for, another plugin is attached
 *   already, the project uses another Intune plugin, or a stack's settings may name another cloud than the environment does,
 *   or another credential: those of Pulumi ESC reach the engine's own plugins alone.
 */
export async function startAhead(
  folder: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): Promise<StartedAhead | undefined> {
  const project = path.resolve(folder, folderOf(args) ?? "");
  const isOff = env[optOut]?.toLowerCase() === "false" || env[attach] !== undefined;
  if (isOff || !usesThisPlugin(project)) {
    return undefined;
  }
  const settings = [...settingsIn(project), ...args];
  if (maySignInElsewhere(settings)) {
    return undefined;
  }
  const server = net.createServer().listen(0, "127.0.0.1");
  const { port } = await addressOf(server);
  const options = settings.some((text) => ofPlugin.test(text)) ? ["--load-only"] : [];
  const child = spawn(process.execPath, [path.join(plugin, "ahead.ts"), ...options], {
    cwd: project,
    env,
    // Ctrl-C in a terminal reaches the CLI, which tells its plugins.
    detached: true,
    windowsHide: true,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  // A plugin that cannot be started leaves nothing that listens: the engine says so.
  child.on("error", () => undefined);
  child.send("serve", server, () => server.close());
  child.unref();
  child.channel?.unref();
  return {
    pid: child.pid,
    env: { [attach]: `intune:${port}` },
    stderr: child.stderr,
    stayFor: (cli) => void (cli !== undefined && child.connected && child.send(cli, () => undefined)),
    stop: () => void child.kill(),
  };
}

async function addressOf(server: net.Server): Promise<net.AddressInfo> {
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("The socket for the Intune plugin listens on no port.");
  }
  return address;
}

function usesThisPlugin(project: string): boolean {
  try {
    return realpathSync(path.join(project, "intune")) === realpathSync(plugin);
  } catch {
    return false;
  }
}

/** Settings that name where credentials are sent. */
const endpoints = /(?:^|[^\w-])intune:(?:environment|metadataHost|oidcRequestUrl)(?:[^\w-]|$)/m;

/** What else gives a stack settings, and the engine variables for its plugins, that are in no file here: Pulumi ESC. */
const escEnvironment = /(?:^|[\s{,"'])environment["']?\s*:/m;

/** The folder of the stacks' settings, where that is not the project's own; `config` was its name before. */
const otherFolder = /^["']?(?:stackConfigDir["']?\s*:|config["']?\s*:[ \t]+[^\s{#])/m;

const otherFile = /^--config-file(?:=|$)/;

/** Settings of the plugin itself. With its own it signs in by itself, perhaps as another: the environment's sign-in is not used. */
const ofPlugin = /(?:^|[^\w-])intune:(?!index:)\w/m;

/** Whether anything says, or may say, that the plugin of some stack signs in where its environment does not say. */
function maySignInElsewhere(settings: readonly string[]): boolean {
  const signs = [endpoints, escEnvironment, otherFolder, otherFile];
  return settings.some((text) => signs.some((sign) => sign.test(text)));
}

/** The texts of the project and of all its stacks. */
function settingsIn(project: string): string[] {
  const names = readdirSync(project).filter((name) => /^Pulumi\.(?:.*\.)?(?:ya?ml|json)$/.test(name));
  return names.map((name) => textOf(path.join(project, name)));
}

/** What cannot be read is the CLI's to report; until then it may say anything. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "environment:";
  }
}
