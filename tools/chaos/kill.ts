import { setTimeout as wait } from "node:timers/promises";
import type { Fault } from "../../tenant/control/faults.ts";
import type { Tenant } from "../../tenant/server.ts";
import { type FaultKind, faultOf, targets } from "./faults.ts";
import type { Injection, Kill, Victim } from "./plan.ts";
import { descendants, killNow, listProcesses, type Process } from "./processes.ts";

/** How long the tenant holds back a response to a process that is about to be killed, in milliseconds. */
const holdMilliseconds = 4000;
/** After how long the tenant has done its work, in milliseconds. */
const workMilliseconds = 100;

/** What a run met of its injections. */
export type Injected = {
  /** Each fault that was injected, as often as it was. */
  readonly faults: FaultKind[];
  /** Who was killed. */
  readonly kills: Victim[];
  /** What a killed CLI left running. */
  readonly orphans: Process[];
};

/** The processes of a run: its CLI, and a plugin that was started ahead of it. */
export type RunningProcesses = { readonly cli: number | undefined; readonly ahead: number | undefined };

/** Injects faults and a kill into a tenant's next run, whose processes `running()` says. What it returns fills up as they happen. */
export function inject(tenant: Tenant, injection: Injection, running: () => RunningProcesses): Injected {
  const injected: Injected = { faults: [], kills: [], orphans: [] };
  tenant.faults.clear();
  for (const fault of injection.faults) {
    tenant.faults.add(faultOf(fault), () => injected.faults.push(fault.kind));
  }
  const { kill } = injection;
  if (kill === undefined) {
    return injected;
  }
  const [hold, ...others] = faultsAround(kill);
  if (hold === undefined) {
    return injected;
  }
  tenant.faults.add(hold, () => {
    wait(workMilliseconds)
      .then(() => execute(kill.victim, running(), injected))
      .catch((error: unknown) => process.stderr.write(`The kill failed: ${String(error)}\n`));
  });
  for (const fault of others) {
    tenant.faults.add(fault);
  }
  return injected;
}

/** Holds back the response for the kill; a kill before the work also cuts the connection, so that the work is not done. */
function faultsAround({ when, target, nth }: Kill): Fault[] {
  const match = { userAgent: "pulumi-intune/", path: targets[target] };
  const hold: Fault = { match, nth, effect: { kind: "latency", milliseconds: holdMilliseconds, when } };
  return when === "before" ? [hold, { match, nth, effect: { kind: "cut", when } }] : [hold];
}

async function execute(victim: Victim, { cli, ahead }: RunningProcesses, injected: Injected): Promise<void> {
  if (cli === undefined) {
    return;
  }
  const processes = await listProcesses();
  const started = [...descendants(cli, processes), ...processes.filter(({ pid }) => pid === ahead)];
  if (victim === "plugin") {
    const plugin = started.find(({ pid, args }) => pid === ahead || args.includes("pulumi-resource-intune"));
    if (plugin !== undefined && killNow(plugin.pid)) {
      injected.kills.push(victim);
    }
    return;
  }
  if (!killNow(cli)) {
    return;
  }
  injected.kills.push(victim);
  if (victim === "cli") {
    injected.orphans.push(...started);
  } else {
    for (const { pid } of started) {
      killNow(pid);
    }
  }
}
