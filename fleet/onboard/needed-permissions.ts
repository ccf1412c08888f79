import { isHeld } from "../../cli/doctor/checks/permissions.ts";
import { type PipelineWork, pipelinePermissions } from "../../domain/pipeline-runs.ts";
import { type CallName, permittedCalls } from "../../graph/permissions.ts";

/** The application permissions that a token lacks, sorted: for `scan`, and for `up`. */
export type MissingPermissions = { readonly scan: readonly string[]; readonly up: readonly string[] };

/** What a scan reads of every tenant, and what the names in its settings are looked up by. */
const scanCalls: ReadonlySet<CallName> = new Set<CallName>([
  "read device configurations and their assignments",
  "read settings catalog policies and their assignments",
  "read service principals",
  "read delegated permission grants",
  "read groups",
]);

const scriptReads: CallName = "read remediation scripts and what devices report of them";

/** The application permissions that are missing among those that a token holds, for a tenant with these settings. */
export function missingPermissions(
  held: ReadonlySet<string>,
  settings: Readonly<Record<string, unknown>>,
): MissingPermissions {
  const work = workOf(settings);
  const forScan = permittedCalls
    .filter(({ call }) => scanCalls.has(call) || (work.readiness && call === scriptReads))
    .map(({ application }) => application);
  const forUp = pipelinePermissions("deploy", work, permittedCalls);
  return { scan: lacking(forScan, held), up: lacking(forUp, held) };
}

function lacking(needed: readonly string[], held: ReadonlySet<string>): string[] {
  return [...new Set(needed.filter((permission) => !isHeld(permission, held)))].sort();
}

function workOf(settings: Readonly<Record<string, unknown>>): PipelineWork {
  const setting = (name: string) =>
    Object.entries(settings).find(([key]) => !key.startsWith("intune:") && key.endsWith(`:${name}`))?.[1];
  const readiness = setting("readiness");
  return {
    // The permission to write profiles, which `up` has in any case, holds the one to decrypt.
    encryptedSettings: false,
    onboarding: true,
    readiness: readiness !== undefined && readiness !== false,
  };
}
