import { toPropertyMap } from "../provider/check.ts";
import type { PropertyMap } from "../provider/values.ts";
import { type IntuneClient, readAll } from "./client.ts";
import { IntuneError } from "./errors.ts";
import { type GraphObject, isGraphObject } from "./graph-profile.ts";

/** Remediation scripts, which Graph serves in its beta version only. */
export const healthScriptsPath = "/deviceManagement/deviceHealthScripts";

/** Where the script of an id is. */
export const healthScriptPath = (id: string) => `${healthScriptsPath}/${encodeURIComponent(id)}`;

/** A script of a program as Graph takes it. */
export function encodeScript(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** The text of a script; undefined where its bytes are in another encoding than UTF-8, or are no base64 at all. */
function decodeScript(content: string): string | undefined {
  const bytes = Buffer.from(content, "base64");
  const text = bytes.toString("utf8");
  const isWhole = bytes.toString("base64") === content && Buffer.from(text, "utf8").equals(bytes);
  return isWhole ? text : undefined;
}

/** Whether a script that Graph returned can be declared by its text. */
export function isText(content: unknown): boolean {
  return typeof content === "string" && decodeScript(content) !== undefined;
}

const nothing = (text: unknown) => (text === null || text === "" ? undefined : text);

/**
 * A deviceHealthScript as the inputs of its resource. What no program can declare is kept as it is: a script in another
 * encoding as base64, and a remediation script, which a detection script on its own does not have.
 */
export function readHealthScript(script: GraphObject): PropertyMap {
  const {
    displayName,
    description,
    publisher,
    runAsAccount,
    runAs32Bit,
    enforceSignatureCheck,
    detectionScriptContent,
    remediationScriptContent,
    roleScopeTagIds,
  } = script;
  const text = (content: unknown) =>
    typeof content === "string" ? (decodeScript(content) ?? content) : content;
  return toPropertyMap({
    displayName,
    description: nothing(description),
    publisher: nothing(publisher),
    runAsAccount,
    runAs32Bit,
    enforceSignatureCheck,
    detectionScript: text(detectionScriptContent),
    remediationScript: nothing(text(remediationScriptContent)),
    roleScopeTagIds: Array.isArray(roleScopeTagIds) ? [...roleScopeTagIds].sort() : roleScopeTagIds,
  });
}

/**
 * The ids of the scripts of exactly that name. All are listed: a tenant has 200 at most, and whether Graph takes a
 * filter here is not documented.
 *
 * @throws GraphError, CredentialError.
 */
export async function scriptIdsOf(
  client: IntuneClient,
  displayName: string,
  signal: AbortSignal,
): Promise<string[]> {
  const all = await readAll(client, "beta", healthScriptsPath, signal);
  return all.filter(isGraphObject).flatMap((script) => {
    const { id, displayName: name } = script;
    return typeof id === "string" && name === displayName ? [id] : [];
  });
}

/**
 * The id that an import names: itself, or that of the one script in `name:<displayName>`.
 *
 * @throws IntuneError where there is no script of that name, or more than one; GraphError.
 */
export async function importedScriptId(
  client: IntuneClient,
  given: string,
  signal: AbortSignal,
): Promise<string> {
  if (!given.startsWith("name:")) {
    return given;
  }
  const displayName = given.slice("name:".length);
  const ids = await scriptIdsOf(client, displayName, signal);
  const [only, ...others] = ids;
  if (only === undefined) {
    throw new IntuneError({
      code: "scriptNotFound",
      message: `Intune has no remediation script named "${displayName}".`,
      hint: "Names are compared exactly: copy it from the Intune admin center, or import by the script's id.",
    });
  }
  if (others.length === 0) {
    return only;
  }
  throw new IntuneError({
    code: "scriptAmbiguous",
    message: [
      `Intune has ${ids.length} remediation scripts named "${displayName}":`,
      ...ids.map((id) => `  ${id}`),
    ].join("\n"),
    hint: "Import one of them by its id.",
  });
}
