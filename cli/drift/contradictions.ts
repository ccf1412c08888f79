import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { pinRecoveryOf, type RecoveryPolicy, routeNames } from "../../domain/recovery-routes.ts";
import { plainText } from "../../text/plain-text.ts";
import type { Context } from "../context.ts";
import { isAssigned } from "../policies/policy.ts";
import { readCatalogPolicies, readDeviceConfigurations, readIntents } from "../policies/read.ts";

const policyTypes = new Set([
  "intune:index:WindowsCustomConfiguration",
  "intune:index:SettingsCatalogPolicy",
]);

/**
 * The assigned policies of any route that turn PIN recovery off beside the stack's own policy, a sentence for each. Where
 * they cannot be read, a sentence says so. Nothing is read for a stack without a policy.
 */
export async function contradictionsOf(
  { graph, signal }: Pick<Context, "graph" | "signal">,
  events: readonly EngineEvent[],
): Promise<readonly string[]> {
  const own = ownPolicies(events);
  if (own.size === 0) {
    return [];
  }
  try {
    const reader = { graph, signal };
    const read = [readDeviceConfigurations(reader), readCatalogPolicies(reader), readIntents(reader)];
    const others = (await Promise.all(read))
      .flat()
      .filter((policy) => !own.has(policy.id.toLowerCase()) && isAssigned(policy));
    return pinRecoveryOf(others)
      .filter(({ value }) => value === false)
      .map(inWords)
      .sort();
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) {
      throw error;
    }
    return [`Whether another policy turns PIN recovery off is not known: ${error.message}`];
  }
}

/** The ids of the policies that the stack has, as the engine tells them. */
function ownPolicies(events: readonly EngineEvent[]): ReadonlySet<string> {
  const steps = events.flatMap(({ resourcePreEvent, resOutputsEvent }) => [
    resourcePreEvent?.metadata,
    resOutputsEvent?.metadata,
  ]);
  const ids = steps.flatMap((step) =>
    step && policyTypes.has(step.type) ? [step.old?.id, step.new?.id] : [],
  );
  return new Set(ids.flatMap((id) => (id ? [id.toLowerCase()] : [])));
}

function inWords({ kind, name, id, scope }: RecoveryPolicy): string {
  const effect =
    scope === "user"
      ? "for its users it wins over a policy for devices, without a conflict"
      : "devices that get both report a conflict";
  return (
    `The ${routeNames[kind]} "${plainText(name)}" (${id}) turns PIN recovery off, beside the stack's own policy: ${effect}. ` +
    "`npm run pin-reset -- doctor` says who gets both."
  );
}
