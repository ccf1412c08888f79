import { setTimeout as wait } from "node:timers/promises";
import type { Fault } from "../../tenant/control/faults.ts";
import type { Tenant } from "../../tenant/server.ts";
import { type FaultKind, faultOf, targets } from "./faults.ts";
import type { Kill, Storm, Victim } from "./plan.ts";
import { descendants, killNow, listProcesses, type Process } from "./processes.ts";

/** How long the tenant keeps an answer back for a process that is about to be killed, in milliseconds. */
const heldBack = 4000;
/** In which the tenant has done its work, in milliseconds. */
const workDone = 100;

/** What came of a storm. */
export type Struck = {
  /** Each fault that struck, as often as it did. */
  readonly faults: FaultKind[];
  /** Who was killed. */
  readonly kills: Victim[];
  /** What a killed CLI left running. */
  readonly orphans: Process[];
};

/** Brings a storm over a tenant; a kill is done to the CLI that runs as `cli()`. Takes effect in what it answers. */
export function brew(tenant: Tenant, storm: Storm, cli: () => number | undefined): Struck {
  const struck: Struck = { faults: [], kills: [], orphans: [] };
  tenant.faults.clear();
  for (const fault of storm.faults) tenant.faults.add(faultOf(fault), () => struck.faults.push(fault.kind));
  const { kill } = storm;
  if (kill === undefined) return struck;
  const [hold, ...others] = faultsAround(kill);
  if (hold === undefined) return struck;
  tenant.faults.add(hold, () => {
    wait(workDone)
      .then(() => execute(kill.victim, cli(), struck))
      .catch((error: unknown) => process.stderr.write(`The kill failed: ${String(error)}\n`));
  });
  for (const fault of others) tenant.faults.add(fault);
  return struck;
}

/** Keeps the answer back for the kill; one that comes before the work cuts the connection, so that there is none. */
function faultsAround({ when, target, nth }: Kill): Fault[] {
  const match = { userAgent: "pulumi-intune/", path: targets[target] };
  const hold: Fault = { match, nth, effect: { kind: "latency", milliseconds: heldBack, when } };
  return when === "before" ? [hold, { match, nth, effect: { kind: "cut", when } }] : [hold];
}

async function execute(victim: Victim, cli: number | undefined, struck: Struck): Promise<void> {
  if (cli === undefined) return;
  const started = descendants(cli, await listProcesses());
  if (victim === "plugin") {
    const plugin = started.find(({ args }) => args.includes("pulumi-resource-intune"));
    if (plugin !== undefined && killNow(plugin.pid)) struck.kills.push(victim);
    return;
  }
  if (!killNow(cli)) return;
  struck.kills.push(victim);
  if (victim === "cli") struck.orphans.push(...started);
  else for (const { pid } of started) killNow(pid);
}
