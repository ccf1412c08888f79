import { writeFile } from "node:fs/promises";
import { messageOf } from "../../text/message-of.ts";
import { CommandError } from "../errors.ts";
import type { Answers } from "./answers.ts";

/** Whose settings a file has, and where their JSON schema is. */
type About = { readonly project: string; readonly schema: string | undefined };

/** The text of Pulumi.<stack>.yaml. Names are in quotes, since YAML would read some as a number, a date or true. */
export function stackFileText(
  { stack, tenantId, group, kind, backend }: Answers,
  { project, schema }: About,
): string {
  const tenant =
    tenantId === undefined
      ? [
          "  # Any tenant that you sign in to. To allow one alone, give its ID:",
          `  # ${project}:tenantId: 3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90`,
        ]
      : [
          "  # The only tenant that this stack may be deployed to.",
          `  ${project}:tenantId: ${tenantId.toLowerCase()}`,
        ];
  return [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    `# The settings of the stack ${stack}. docs/settings.md describes every one.`,
    `# Its state is in ${backend === "cloud" ? "Pulumi Cloud" : withoutSecrets(backend)}`,
    "config:",
    ...tenant,
    "  # The policy that turns PIN recovery on: custom, a profile with an OMA-URI, or settingsCatalog.",
    `  ${project}:profile:`,
    `    kind: ${kind}`,
    "  # Who gets it: groups by display name or object ID. docs/settings.md has filters, exclusions, all devices and all users.",
    `  ${project}:assignments:`,
    "    groups:",
    ...group.map((name) => `      - ${JSON.stringify(name)}`),
    "",
  ].join("\n");
}

/** The file is committed, and a URL may hold a password or a key. */
function withoutSecrets(url: string): string {
  const [address = "", query = ""] = url.replace(/\s/g, "").split(/\?(.*)/);
  const plain = [...new URLSearchParams(query)].filter(([name]) => /^(?:storage_account|region)$/.test(name));
  const shown = plain.map(([name, value]) => `${name}=${value}`).join("&");
  return `${address.replace(/(?<=:\/\/)[^/]*@/, "")}${shown === "" ? "" : `?${shown}`}`;
}

/**
 * Writes a file that is not there yet.
 * @throws CommandError `stackFileExists`, `fileNotWritten`
 */
export async function writeNewFile(file: string, name: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw stackFileExists(name);
    }
    throw new CommandError("fileNotWritten", `The file of --stack cannot be written: ${messageOf(error)}`, {
      hint: "Run it in a folder that this account may write to.",
    });
  }
}

/** A stack's settings are there already, and stay as they are. `name` is the file's. */
export function stackFileExists(name: string): CommandError {
  return new CommandError("stackFileExists", `${name} is there already, and is left as it is.`, {
    hint: "Edit it, or give another name with --stack. To start again, delete the file yourself.",
    ending: "usage",
  });
}
