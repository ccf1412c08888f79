import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import { messageOf } from "../../text/message-of.ts";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** A project, as a folder elsewhere needs it: the text of its Pulumi.yaml, and where the files of its stacks are. */
export type ProjectFiles = {
  readonly name: string;
  readonly text: string;
  /** The absolute path of `Pulumi.<stack>.yaml` in the project; it need not be there. */
  stackFile(stack: string): string;
};

/**
 * Reads a project's Pulumi.yaml, and writes its paths so that they mean the same from another folder: many stacks run at
 * once then, and the CLI writes nothing into the project.
 *
 * @param project The project's folder.
 * @throws FleetError `projectUnreadable`.
 */
export async function readProject(project: string): Promise<ProjectFiles> {
  const { file, content } = await readFirst(
    ["yaml", "yml", "json"].map((ending) => path.join(project, `Pulumi.${ending}`)),
  );
  const { stackConfigDir, config, ...rest } = mapping(parsed(file, content));
  const configDir = [stackConfigDir, config].find((value) => typeof value === "string") ?? "";
  return {
    name: String(rest.name ?? ""),
    text: stringify({
      ...rest,
      ...(typeof config === "object" && { config }),
      runtime: absoluteRuntime(rest.runtime, project),
      main: path.resolve(project, String(rest.main ?? ".")),
      ...(rest.plugins !== undefined && { plugins: absolutePlugins(mapping(rest.plugins), project) }),
    }),
    stackFile: (stack) =>
      path.join(project, String(configDir), `Pulumi.${shortName(stack)}${path.extname(file)}`),
  };
}

/** The stack's own name, of one that is qualified with its organization and project. */
export function shortName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}

async function readFirst(files: readonly string[]): Promise<{ file: string; content: string }> {
  for (const file of files) {
    const content = await readFile(file, "utf8").catch(() => undefined);
    if (content !== undefined) {
      return { file, content };
    }
  }
  throw unreadable(`${files[0]}`, "there is none");
}

function parsed(file: string, content: string): unknown {
  try {
    return parse(content);
  } catch (error) {
    throw unreadable(file, messageOf(error));
  }
}

function unreadable(file: string, reason: string): FleetError {
  return new FleetError({
    code: "projectUnreadable",
    message: plainText(`${file} cannot be read as a project of Pulumi: ${reason}.`),
    hint: "Give the folder of Pulumi.yaml as `project` in fleet.yaml; without it, it is the folder of fleet.yaml.",
  });
}

/** Node.js takes what it imports before a program by its URL too, in which a blank needs no quotes. */
function absoluteRuntime(runtime: unknown, project: string): unknown {
  const options = mapping(mapping(runtime).options);
  if (typeof options.nodeargs !== "string") {
    return runtime;
  }
  const nodeargs = options.nodeargs.replace(
    /(?<=^|[\s=])\.{1,2}\/\S+/g,
    (file) => pathToFileURL(path.resolve(project, file)).href,
  );
  return { ...mapping(runtime), options: { ...options, nodeargs } };
}

function absolutePlugins(plugins: Mapping, project: string): Mapping {
  return Object.fromEntries(
    Object.entries(plugins).map(([kind, list]) => [
      kind,
      (Array.isArray(list) ? list : []).map((plugin) => {
        const { path: given } = mapping(plugin);
        return typeof given === "string" ? { ...plugin, path: path.resolve(project, given) } : plugin;
      }),
    ]),
  );
}

/** What of the stack's own file in the project counts beside the fleet's settings. */
const kept = ["secretsprovider", "encryptedkey", "encryptionsalt", "environment"] as const;

/**
 * The text of a tenant's `Pulumi.<stack>.yaml`: its settings, in which those of the file that the project may have for the stack
 * count already. Of that file, its secrets provider and its environment are kept, and what is encrypted, which only the CLI
 * can read.
 *
 * @param content The text of the project's own file for the stack; undefined where there is none.
 */
export function stackFileText(
  settings: Readonly<Record<string, unknown>>,
  content: string | undefined,
): string {
  const own = mapping(content === undefined ? undefined : parsed("The stack's file", content));
  const encrypted = Object.entries(mapping(own.config)).filter(([, value]) => hasSecure(value));
  return stringify({
    ...Object.fromEntries(kept.flatMap((key) => (own[key] === undefined ? [] : [[key, own[key]]]))),
    config: { ...Object.fromEntries(encrypted), ...settings },
  });
}

/** Whether a stack's file says where its secrets are encrypted. */
export function namesSecretsProvider(text: string): boolean {
  return /^(?:secretsprovider|encryptionsalt):/m.test(text);
}

function hasSecure(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return Object.hasOwn(value, "secure") || Object.values(value).some(hasSecure);
}

function mapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
