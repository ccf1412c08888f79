import { join } from "node:path";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import type { Checkout, Way } from "../checkout.ts";
import { type Cost, cost, medianCost, secondsCell } from "../measure.ts";
import { findPeerTools, startPeer } from "../peers/opentofu.ts";
import type { Effort, Section } from "../results.ts";
import { slow, slowedRequests } from "../slowed.ts";
import { onStage, type Stage } from "../stage.ts";
import { alone, type CostsByDelay, chainSection } from "./chain.ts";
import { latencySections } from "./latency-tables.ts";
import { emptyProgram } from "./preview.ts";

const delays = { full: [0, 100, 200, 400], quick: [0, 200] } as const;
const up = ["up", "--yes", "--skip-preview"];

/** A way to check for drift, and the tenant that it asks. */
type Contender = {
  readonly tenant: Tenant;
  check(): Promise<void>;
  /** Whether it asks the tenant for anything: else a delay changes nothing. */
  readonly asks?: boolean;
};

/**
 * Drift checks while every request takes longer, of this project, of an empty program, and of the peer where its tools
 * are on the machine. All in turns, each with a tenant of its own, alike.
 */
export function measureLatency({ quick, older }: Effort): Promise<Section[]> {
  return onStage(async (stage) => {
    const dev = await stage.checkout();
    const empty = await stage.checkout({ program: emptyProgram });
    const contenders = new Map<string, Contender>([
      ["plain", await contender(dev, "plain")],
      ["npm", await contender(dev, "npm")],
      ["node --run", await contender(dev, "node --run")],
      ["empty", { ...(await contender(empty, "npm")), asks: false }],
      ["intune", await aloneOn(stage, alone.intune)],
      ["azuread", await aloneOn(stage, alone.azuread)],
    ]);
    if (older !== undefined) {
      contenders.set("older", await contender(await stage.checkout({ of: older.folder }), "npm"));
    }
    const peer = await startPeerOn(stage);
    if ("check" in peer) {
      contenders.set("peer", peer);
    }
    try {
      const costs = await underDelays(contenders, quick ? 1 : 5, quick ? delays.quick : delays.full);
      const of = (name: string): CostsByDelay => costs.get(name) ?? new Map();
      return [
        ...latencySections(
          {
            plain: of("plain"),
            npm: of("npm"),
            nodeRun: of("node --run"),
            empty: of("empty"),
            older: older && { name: older.name, costs: of("older") },
            peer: "check" in peer ? of("peer") : peer,
          },
          secondsCell,
        ),
        chainSection({ dev: of("plain"), typed: of("npm"), intune: of("intune"), azuread: of("azuread") }),
      ];
    } finally {
      if ("close" in peer) {
        await peer.close();
      }
    }
  });
}

async function contender(checkout: Checkout, way: Way): Promise<Contender> {
  await checkout.run("launcher", up);
  return { tenant: checkout.tenant, check: () => checkout.run(way, ["preview"]) };
}

async function aloneOn({ tenant, stackOf }: Stage, program: string): Promise<Contender> {
  const stack = await stackOf(program);
  await stack.pulumi(up);
  return { tenant, check: () => stack.pulumi(["preview"]) };
}

/** The peer, applied to a tenant of its own; or why it cannot be measured. */
async function startPeerOn({
  folder,
}: Stage): Promise<(Contender & { close(): Promise<void> }) | { why: string }> {
  const tools = findPeerTools(process.env);
  if ("missing" in tools) {
    return { why: `not on the machine: ${tools.missing.join(", ")}` };
  }
  const tenant = await startTenant({ directory: join(folder, "peer-tenant") });
  try {
    const peer = await startPeer(tools, tenant, join(folder, "peer"));
    return {
      tenant,
      check: () => peer.check(),
      close: async () => {
        await peer.close();
        await tenant.close();
      },
    };
  } catch (error) {
    await tenant.close();
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return { why: "OpenTofu did not apply its configuration to the embedded tenant" };
  }
}

async function underDelays(
  contenders: ReadonlyMap<string, Contender>,
  turns: number,
  each: readonly number[],
): Promise<Map<string, CostsByDelay>> {
  const slowed = new Map<string, ReturnType<typeof slowedRequests>>();
  for (const [name, { tenant, check }] of contenders) {
    // Also fills the compile cache.
    tenant.requests.clear();
    await check();
    slowed.set(name, slowedRequests(tenant.requests.list()));
  }
  const costs = new Map<string, Map<number, Cost[]>>();
  for (let turn = 0; turn < turns; turn++) {
    for (const delay of each) {
      for (const [name, { tenant, check, asks = true }] of contenders) {
        if (asks || delay === 0) {
          slow(tenant, slowed.get(name) ?? [], delay);
          const byDelay = costs.get(name) ?? new Map<number, Cost[]>();
          byDelay.set(delay, [...(byDelay.get(delay) ?? []), await cost(check)]);
          costs.set(name, byDelay);
        }
      }
    }
  }
  return new Map([...costs].map(([name, byDelay]) => [name, mediansOf(byDelay)]));
}

function mediansOf(byDelay: ReadonlyMap<number, readonly Cost[]>): CostsByDelay {
  return new Map([...byDelay].map(([delay, costs]) => [delay, medianCost(costs)]));
}
