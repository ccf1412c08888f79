import { z } from "zod";
import { setsPinRecovery } from "../../domain/recovery-node.ts";
import type { Deployment } from "../doctor/facts.ts";
import { readDeployments } from "../doctor/read/intune.ts";
import { listMatching } from "../graph-list.ts";
import type { ReasonCode } from "./reasons.ts";
import type { Reader } from "./scripts.ts";

// A tenant holds whatever somebody once wrote there: what is no text is no setting that is looked for.
const profileSchema = z.looseObject({
  "@odata.type": z.literal("#microsoft.graph.windows10CustomConfiguration"),
  id: z.string(),
  omaSettings: z
    .array(
      z.looseObject({ omaUri: z.string().catch(""), value: z.unknown() }).catch({ omaUri: "", value: "" }),
    )
    .catch([]),
});

/**
 * What devices report of the custom profiles that turn PIN recovery on; undefined where there is no such profile. Graph
 * has these counts for no other kind of policy.
 *
 * @throws GraphError, CredentialError, ZodError.
 */
export async function readDeployment(reader: Reader): Promise<Deployment["counts"][] | undefined> {
  const profiles = await listMatching(reader, "/deviceManagement/deviceConfigurations", profileSchema);
  const ids = profiles
    .filter(({ omaSettings }) =>
      omaSettings.some(({ omaUri, value }) => setsPinRecovery(omaUri) && value === true),
    )
    .map(({ id }) => id);
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
