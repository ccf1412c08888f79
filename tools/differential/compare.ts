import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { type Change, changesIn } from "../../cli/drift/changes.ts";
import type { DriftedResource, Status, TenantOutcome } from "../../fleet/outcome.ts";
import { scanTenant } from "../../fleet/scan/scan-tenant.ts";
import type { TenantWork } from "../../fleet/work.ts";
import { json } from "../../graph/response.ts";
import type { Stack } from "../../pulumi-cli/stack.ts";

/** What one of both found, in a form in which they are compared. */
export type Verdict = { readonly status: Status; readonly drift: readonly string[]; readonly why: string };

/** What a scan found: each resource that drifted with its paths. */
export async function scanVerdict(work: TenantWork): Promise<Verdict> {
  const { status, drift, error, reason }: TenantOutcome = await scanTenant(work);
  const why = `${reason ?? ""} ${error?.code ?? ""} ${error?.message ?? ""}`.trim();
  return { status: status === "notScanned" ? "failed" : status, drift: drift.map(inWords).sort(), why };
}

/** What the engine's preview with refresh found, read as `pin-reset drift` reads it. */
export async function engineVerdict(stack: Pick<Stack, "root" | "run">): Promise<Verdict> {
  const log = path.join(stack.root, "events.json");
  await rm(log, { force: true });
  const { code, stdout, stderr } = await stack.run(["preview", "--refresh", "--event-log", log], {
    PULUMI_DEBUG_COMMANDS: "true",
  });
  if (code !== 0) {
    return { status: "failed", drift: [], why: `${stdout}${stderr}` };
  }
  const lines = (await readFile(log, "utf8")).split("\n").filter((line) => line !== "");
  const { drifted, pending } = changesIn(lines.map((line) => json(line) as EngineEvent));
  const drift = drifted.map(asDrift).map(inWords).sort();
  const status = drift.length > 0 ? "drifted" : pending.length > 0 ? "pending" : "inSync";
  return { status, drift, why: "" };
}

function asDrift({ type, name, operation, differences }: Change): DriftedResource {
  const kind = operation === "create" ? "missing" : "changed";
  return { type, name, kind, paths: differences.map(({ path }) => path) };
}

function inWords({ type, name, kind, paths }: DriftedResource): string {
  return `${name} (${type}): ${kind} ${paths.toSorted().join(", ")}`.trim();
}

/** What they do not agree on, for people; undefined where they do. */
export function disagreement(scan: Verdict, engine: Verdict): string | undefined {
  const shown = ({ status, drift }: Verdict) => [status, ...drift].join("\n    ");
  if (shown(scan) === shown(engine)) {
    return undefined;
  }
  return `  scan: ${shown(scan)}\n    ${scan.why}\n  engine: ${shown(engine)}\n    ${engine.why}`;
}
