import { z } from "zod";
import { operation } from "./operations.ts";

/**
 * How a tenant's part of a run ended.
 * - `inSync`: it is as its stack's state has it, and for `up` and `heal` it is so now.
 * - `drifted`: somebody changed the tenant since it was deployed.
 * - `pending`: the program or the settings have changes that no update has applied yet; nothing drifted.
 * - `changed`: `up` or `heal` changed the tenant.
 * - `notScanned`: it could not be compared; `reason` says why.
 * - `failed`: `error` says why.
 */
const status = z.enum(["inSync", "drifted", "pending", "changed", "notScanned", "failed"]);

export type Status = z.output<typeof status>;

/** Why a scan compared nothing. */
const notScannedReason = z.enum(["neverDeployed", "pendingChange", "interruptedUpdate", "noPermission"]);

const explanation = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
});

/** One resource that is otherwise than it was deployed. It has no values: only what changed, by whom and when. */
const driftedResource = z.strictObject({
  /** The resource's Pulumi type, as `intune:index:WindowsCustomConfiguration`. */
  type: z.string(),
  /** Its name in the program. */
  name: z.string(),
  kind: z.enum(["changed", "missing"]),
  /** Paths of the properties that differ, as `omaSettings[0].value`; empty where it is missing. */
  paths: z.array(z.string()),
  /** Who last changed it by Intune's audit log, and when (ISO 8601, UTC); absent where it is not known. */
  by: z.string().optional(),
  at: z.string().optional(),
});

export type DriftedResource = z.output<typeof driftedResource>;

/** How many resources an engine's run would change, or changed, by what is done to them. */
const changeCounts = z.record(
  z.enum(["create", "update", "replace", "delete"]),
  z.number().int().nonnegative(),
);

/** How one tenant's part of a run ended. It holds names, ids, codes and messages, and never a secret or a setting's value. */
export const tenantOutcome = z.strictObject({
  /** The tenant's name in fleet.yaml. */
  tenant: z.string(),
  tenantId: z.string(),
  ring: z.string(),
  operation,
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  endedAt: z.string(),
  status,
  reason: notScannedReason.optional(),
  drift: z.array(driftedResource).default([]),
  changes: changeCounts.optional(),
  error: explanation.optional(),
  /** What deserves attention and is no drift: another policy that turns recovery off, a policy pack's warning. */
  notices: z.array(z.string()).default([]),
  /** The verdict of `pin-reset doctor` in a sentence, where it was asked for, and the codes of its findings. */
  doctor: z.strictObject({ verdict: z.string(), findings: z.array(z.string()) }).optional(),
});

export type TenantOutcome = z.output<typeof tenantOutcome>;

/** Whether it counts against its ring's failure budget. Drift that a scan finds does not: finding it is the scan's work. */
export function isFailure({ status, reason }: Pick<TenantOutcome, "status" | "reason">): boolean {
  return status === "failed" || (status === "notScanned" && reason === "noPermission");
}
