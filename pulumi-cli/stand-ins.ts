import { existsSync, readdirSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { isLoopback } from "../provider/loopback.ts";
import { findOnPath } from "./executables.ts";
import { type MissingPart, missingAzuread, missingLanguageHost } from "./missing.ts";

const repository = path.resolve(import.meta.dirname, "..");

/** A part of Pulumi that this project can stand in for, with the folder that goes on PATH then. */
export type StandIn = { name: string; folder: string };

const languageHost: StandIn = {
  name: "pulumi-language-nodejs",
  folder: path.join(repository, "stand-ins", "language-nodejs"),
};
const azuread: StandIn = {
  name: "pulumi-resource-azuread",
  folder: path.join(repository, "stand-ins", "azuread"),
};
const azureNative: StandIn = {
  name: "pulumi-resource-azure-native",
  folder: path.join(repository, "stand-ins", "azure-native"),
};

const hostVariable = "PIN_RESET_LANGUAGE_HOST";
const acquisitionVariable = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION";

/** The environment of a run against the embedded tenant, as far as the choice of stand-ins goes. */
export const embeddedTenant = { ARM_METADATA_HOSTNAME: "localhost" } as const;

/** The stand-ins for a run, or what it lacks. */
export type Choice = { readonly standIns: readonly StandIn[]; readonly missing: readonly MissingPart[] };

/** Whether a run is against the embedded tenant: stand-ins are for that one alone. The npm package has neither. */
export function isForEmbeddedTenant(env: NodeJS.ProcessEnv): boolean {
  return isLoopback(env.ARM_METADATA_HOSTNAME ?? "") && existsSync(languageHost.folder);
}

/**
 * Chooses the stand-ins that a CLI needs: each only against the embedded tenant, and where the official one is not
 * installed and cannot be downloaded. Against any other tenant, such a part is missing.
 *
 * @param cli Its path, and whether it was built from source, which leaves it without a language host.
 * @param whyNoDownloads Says why Pulumi's downloads are not available. For the embedded tenant, asked only for a CLI that
 *   came with its language host, so from an official package: one built from source is there because they could not.
 */
export async function chooseStandIns(
  cli: { command: string; built: boolean },
  env: NodeJS.ProcessEnv,
  whyNoDownloads: () => Promise<string | undefined>,
): Promise<Choice> {
  const official = isOnPath(languageHost, env) || (!cli.built && isBeside(languageHost, cli.command, env));
  const standIns = official ? [] : [languageHost];
  if (!isForEmbeddedTenant(env)) {
    const hosts = standIns.map(({ name }) => missingLanguageHost(name, cli.command, cli.built));
    return { standIns: [], missing: [...hosts, ...(await missingPlugins(env, whyNoDownloads))] };
  }
  if (hasPlugin(azuread, env)) {
    return { standIns, missing: [] };
  }
  if (official && (await whyNoDownloads()) === undefined) {
    return { standIns, missing: [] };
  }
  // Where one plugin cannot be downloaded, no other can. The engine starts each with its first resource, and not before.
  const plugins = [azuread, ...(hasPlugin(azureNative, env) ? [] : [azureNative])];
  return { standIns: [...standIns, ...plugins], missing: [] };
}

/** Of azure-native, which few stacks use, the engine itself says that it is missing, and how to install it. */
async function missingPlugins(
  env: NodeJS.ProcessEnv,
  whyNoDownloads: () => Promise<string | undefined>,
): Promise<MissingPart[]> {
  if (hasPlugin(azuread, env)) {
    return [];
  }
  const obstacle = whyNotAcquired(env) ?? (await whyNoDownloads());
  return obstacle === undefined ? [] : [missingAzuread(azuread.name, obstacle)];
}

function whyNotAcquired(env: NodeJS.ProcessEnv): string | undefined {
  const setting = env[acquisitionVariable] ?? "";
  return /^(1|true)$/i.test(setting) ? `${acquisitionVariable} keeps the CLI from downloading it` : undefined;
}

/**
 * What stand-ins add to the environment that the CLI runs in.
 *
 * @param built Whether the CLI was built from source: it has a link to the language host beside it then.
 * @returns The folders to put on PATH, and the other variables.
 */
export function standInEnvironment(
  standIns: readonly StandIn[],
  built: boolean,
): { folders: string[]; variables: Record<string, string> } {
  const linked = (standIn: StandIn): boolean => built && standIn === languageHost;
  return {
    folders: standIns.filter((standIn) => !linked(standIn)).map(({ folder }) => folder),
    variables: {
      ...(standIns.some(linked) ? { [hostVariable]: path.join(languageHost.folder, languageHost.name) } : {}),
      // The CLI would try to download the official plugin, and fail, before it looks on PATH.
      ...(standIns.includes(azuread) ? { [acquisitionVariable]: "true" } : {}),
    },
  };
}

/**
 * Puts a link to the language host beside a CLI that was built from source. There the CLI takes it as its own; one on
 * PATH it would warn of in every preview. It follows a variable, since all clones of this project share the CLI.
 *
 * @param folder The CLI's folder.
 */
export async function linkLanguageHost(folder: string): Promise<void> {
  const file = path.join(folder, languageHost.name);
  if (process.platform === "win32") {
    await writeFile(`${file}.cmd`, `@node "%${hostVariable}%" %*\r\n`);
  } else {
    await writeFile(file, `#!/bin/sh\nexec "$${hostVariable}" "$@"\n`);
    await chmod(file, 0o755);
  }
}

function hasPlugin(plugin: StandIn, env: NodeJS.ProcessEnv): boolean {
  const plugins = path.join(env.PULUMI_HOME || path.join(homedir(), ".pulumi"), "plugins");
  const installed = new RegExp(`^${plugin.name.replace("pulumi-", "")}-v[\\d.]+$`);
  return isOnPath(plugin, env) || namesIn(plugins).some((name) => installed.test(name));
}

/** A process that `npm run pulumi` started has the stand-ins on PATH: they are not the official ones. */
function isOnPath({ name, folder }: StandIn, env: NodeJS.ProcessEnv): boolean {
  return findOnPath(name, env, [folder]) !== undefined;
}

function isBeside({ name }: StandIn, command: string, env: NodeJS.ProcessEnv): boolean {
  return findOnPath(name, { ...env, PATH: path.dirname(command) }) !== undefined;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
