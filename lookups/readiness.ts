import { readFile } from "node:fs/promises";
import { canResetScript } from "../domain/can-reset.ts";
import { hintLines, type Issue } from "../settings/issues.ts";
import { removeCommand, settingName } from "../settings/names.ts";
import type { ReadinessSettings } from "../settings.ts";
import type { DirectoryQuery } from "./directory-query.ts";
import { type AssignedTarget, lookUpTargets } from "./targets.ts";

/** The script of `readiness` as it is in its file, and whom it is for where that is not whom the profile is for. */
export type FoundReadiness = { script: string; targets?: AssignedTarget[] };

/**
 * What the setting `readiness` names: its groups, and the file of the script. Nothing where it is off.
 */
export async function lookUpReadiness(
  settings: ReadinessSettings | undefined,
  query: DirectoryQuery,
): Promise<{ readiness?: FoundReadiness; issues: Issue[] }> {
  if (settings === undefined) {
    return { issues: [] };
  }
  const { groups, excludedGroups } = settings;
  const assignments = {
    groups: groups.map((group) => ({ group })),
    excludedGroups,
    allDevices: undefined,
    allUsers: undefined,
  };
  const [script, found] = await Promise.all([
    readScript(settings),
    groups.length === 0 ? undefined : lookUpTargets(assignments, query, "readiness"),
  ]);
  if ("message" in script) {
    return { issues: [script, ...(found?.issues ?? [])] };
  }
  return {
    readiness: { script: script.text, ...(found ? { targets: found.targets } : {}) },
    issues: found?.issues ?? [],
  };
}

/** The first line of what Set-AuthenticodeSignature adds. */
const signature = /^# SIG # Begin signature block/m;

async function readScript({
  scriptFile,
  enforceSignatureCheck,
}: ReadinessSettings): Promise<{ text: string } | Issue> {
  const path = ["readiness", "scriptFile"];
  let text: string;
  try {
    text = await readFile(scriptFile ?? canResetScript, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      code: "scriptUnreadable",
      message: `${settingName(path)} names a file that cannot be read: ${reason}`,
      hint: hintLines(
        "Give the path of a signed copy of domain/can-reset.ps1; for the project's own, unsigned script:",
        removeCommand(path),
      ),
    };
  }
  if (enforceSignatureCheck && !signature.test(text)) {
    return {
      code: "scriptUnsigned",
      message: `${settingName(path)} names a script without a signature, which no device runs while readiness.enforceSignatureCheck is true`,
      hint: hintLines(
        "Set-AuthenticodeSignature in PowerShell signs it; or, where a signature is not asked for:",
        removeCommand(["readiness", "enforceSignatureCheck"]),
      ),
    };
  }
  return { text };
}
