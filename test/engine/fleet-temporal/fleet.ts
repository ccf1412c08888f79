import { createHash } from "node:crypto";
import path from "node:path";
import type { Fleet, Ring } from "../../../fleet/fleet.ts";
import type { Operation } from "../../../fleet/operations.ts";
import type { RunPlan } from "../../../fleet/run/plan.ts";

/** A fleet as a worker process and the test that starts it both make it: `small:2:0:false,broad:3:1:true` has two rings. */
export function fakeFleet(rings: string, folder: string): Fleet {
  const parsed = rings.split(",").map((text) => {
    const [name = "", tenants = "1", maxFailures = "0", approval = "false", concurrency = "2"] =
      text.split(":");
    const ring: Ring = {
      name,
      concurrency: Number(concurrency),
      maxFailures: Number(maxFailures),
      approval: approval === "true",
    };
    return { ring, count: Number(tenants) };
  });
  return {
    file: path.join(folder, "fleet.yaml"),
    project: folder,
    secretsProvider: undefined,
    rings: parsed.map(({ ring }) => ring),
    tenants: parsed.flatMap(({ ring, count }) =>
      Array.from({ length: count }, (_, index) => {
        const name = `${ring.name}-${index + 1}`;
        return {
          name,
          tenantId: tenantIdOf(name),
          ring: ring.name,
          tags: [],
          stack: name,
          settings: {},
          credential: { kind: "environment" as const },
        };
      }),
    ),
    webhooks: [],
  };
}

/** A tenant's id, made of its name. */
function tenantIdOf(name: string): string {
  const digits = createHash("sha256").update(name).digest("hex").slice(0, 12);
  return `00000000-0000-4000-8000-${digits}`;
}

/** A plan over the tenants of these rings. */
export function fakePlan(
  fleet: Fleet,
  digits: string,
  rings: readonly string[] = fleet.rings.map(({ name }) => name),
  operation: Operation = "up",
): RunPlan {
  return {
    id: `${operation}-20261127T071500Z-${digits}`,
    operation,
    options: { doctor: false },
    fleetFile: "fleet.yaml",
    plannedAt: "2026-11-27T07:15:00.000Z",
    rings: fleet.rings
      .filter(({ name }) => rings.includes(name))
      .map((ring) => ({
        ...ring,
        tenants: fleet.tenants.filter((tenant) => tenant.ring === ring.name).map(({ name }) => name),
      })),
  };
}
