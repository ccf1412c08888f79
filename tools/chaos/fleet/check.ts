import { readdir } from "node:fs/promises";
import path from "node:path";
import { isFailure } from "../../../fleet/outcome.ts";
import type { RunState } from "../../../fleet/run/run-state.ts";
import { connectionSettings } from "../../../fleet/temporal/connection-settings.ts";
import { connectClient } from "../../../fleet/temporal/engine.ts";
import type { Tenant } from "../../../tenant/tenant.ts";
import { readAllHistories } from "../../temporal/histories.ts";
import { compareWith } from "../compare.ts";
import { leaksBelow, leaksIn } from "../leaks.ts";
import type { ChaosStage } from "./stage.ts";
import { overlapsOf, recordedUpdates, type Update } from "./updates.ts";

/** What the fleet's settings are for every tenant, in what its profile must be. */
function expectedOf({ state }: Tenant) {
  return {
    displayName: "Windows Hello - PIN recovery",
    description: "Lets users replace a forgotten Windows Hello PIN through the Microsoft PIN reset service.",
    settings: [`./Device/Vendor/MSFT/PassportForWork/${state.tenantId}/Policies/EnablePinRecovery = true`],
    targets: [`group ${state.ids.groups.windowsDevices}`],
  };
}

/** How a tenant that is said to be done differs from one in which all was made, once. */
export function tenantFindings(name: string, tenant: Tenant): string[] {
  const differing = compareWith(tenant.state, expectedOf(tenant)).map(({ what }) => `${name}: ${what}`);
  return [...differing, ...repeatedCreates(name, tenant)];
}

const created =
  /^\/(?:v1\.0|beta)\/(?:deviceManagement\/deviceConfigurations|servicePrincipals|oauth2PermissionGrants)$/;

/** What was created twice, though one of the two may be gone by now. */
function repeatedCreates(name: string, { requests }: Tenant): string[] {
  const posts = requests
    .single({ method: "POST" })
    .filter(({ method, status }) => method === "POST" && status === 201);
  const targets = posts.flatMap(({ target, body }) => (created.test(target) ? [keyOf(target, body)] : []));
  return targets
    .filter((target, index) => targets.indexOf(target) < index)
    .map((target) => `${name}: ${target} was created again`);
}

function keyOf(target: string, body: unknown): string {
  const { displayName, appId, clientId }: { displayName?: unknown; appId?: unknown; clientId?: unknown } =
    Object(body);
  return `${path.basename(target)} ${String(displayName ?? appId ?? clientId)}`;
}

/** Tenants of which a run tells nothing, or tells it twice. */
export function untold({ plan, outcomes }: RunState): string[] {
  const told = outcomes.map(({ tenant }) => tenant);
  return plan.rings
    .flatMap(({ tenants }) => tenants)
    .flatMap((name) => {
      const times = told.filter((tenant) => tenant === name).length;
      return times === 1 ? [] : [`${name}: the run has ${times} outcomes of it`];
    });
}

/** The tenants that a run tells to be done. */
export function doneIn({ outcomes }: RunState): string[] {
  return outcomes.filter((outcome) => !isFailure(outcome)).map(({ tenant }) => tenant);
}

/** Locks that nobody takes away any more: those of the backend, and those of the fleet itself. */
export async function locksLeft(stage: ChaosStage): Promise<string[]> {
  const folders = [stage.inBackend("locks"), path.join(stage.folder, ".pin-reset")];
  const files = await Promise.all(
    folders.map((folder) => readdir(folder, { recursive: true }).catch(() => [])),
  );
  return files.flat().filter((file) => /\.(?:json|lock)$/.test(file) && !file.startsWith("runs"));
}

/** Updates of a stack at the same time, as they were seen and as the backend's history has them. */
export async function overlaps(stage: ChaosStage, seen: readonly Update[]): Promise<string[]> {
  return [...overlapsOf(seen), ...overlapsOf(await recordedUpdates(stage.inBackend("history")))];
}

/** Secrets in what Temporal keeps: each history, with its payloads decoded. */
export async function leaksInHistories(
  stage: Pick<ChaosStage, "address" | "secrets">,
): Promise<{ readonly histories: number; readonly found: string[] }> {
  const client = await connectClient(await connectionSettings({ address: stage.address }, {}));
  try {
    const histories = await readAllHistories(client);
    const found = [...histories].flatMap(([id, text]) =>
      leaksIn(`the history of ${id}`, text, stage.secrets),
    );
    return { histories: histories.size, found: found.map(({ what }) => what) };
  } finally {
    await client.connection.close();
  }
}

/** Secrets in every file that is left: journals, outputs, states, and Temporal's own database. Nothing may write there now. */
export async function leaksInFiles({
  folder,
  secrets,
}: Pick<ChaosStage, "folder" | "secrets">): Promise<string[]> {
  return (await leaksBelow(folder, secrets)).map(({ what }) => what);
}
