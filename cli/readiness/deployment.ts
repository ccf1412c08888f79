import { pinRecoveryOf } from "../../domain/recovery-routes.ts";
import type { Deployment } from "../doctor/facts.ts";
import { readDeployments } from "../doctor/read/intune.ts";
import { readDeviceConfigurations } from "../policies/read.ts";
import type { ReasonCode } from "./reasons.ts";
import type { Reader } from "./scripts.ts";

/**
 * What devices report of the custom and identity protection profiles that turn PIN recovery on; undefined where there is no
 * such profile. Graph has these counts for no other kind of policy.
 *
 * @throws GraphError, CredentialError, ZodError.
 */
export async function readDeployment(reader: Reader): Promise<Deployment["counts"][] | undefined> {
  const on = pinRecoveryOf(await readDeviceConfigurations(reader)).filter(({ value }) => value === true);
  const ids = [...new Set(on.map(({ id }) => id))];
  if (ids.length === 0) {
    return undefined;
  }
  return [...(await readDeployments(reader, ids)).values()].map(({ counts }) => counts);
}

/**
 * How many devices have the policy, and why the others do not. A device of two profiles is counted twice there, so that
 * the sum is kept within the number of devices.
 */
export function countDeployment(
  deployments: readonly Deployment["counts"][],
  devices: number,
): { ready: number; reasons: Map<ReasonCode, number> } {
  let left = devices;
  const take = (number: (counts: Deployment["counts"]) => number) => {
    const taken = Math.min(
      left,
      deployments.reduce((sum, counts) => sum + number(counts), 0),
    );
    left -= taken;
    return taken;
  };
  const ready = take(({ success }) => success);
  const reasons = new Map<ReasonCode, number>([
    ["policyFailed", take(({ error, failed }) => error + failed)],
    ["policyConflict", take(({ conflict }) => conflict)],
    ["policyPending", take(({ pending }) => pending)],
    // Devices of other platforms are reported apart from these, and are none of those that are counted.
    ["policyNotApplicable", take(({ notApplicable }) => notApplicable)],
  ]);
  reasons.set("policyNotReported", left);
  return { ready, reasons };
}
