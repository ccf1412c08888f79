import { createHash } from "node:crypto";
import { FleetError } from "../errors.ts";
import type { FleetTenant } from "../fleet.ts";

/** One job of a pipeline's matrix: what it is called, and its tenants as `--tenant` takes them. */
export type Shard = { readonly shard: string; readonly tenants: string };

/** The most jobs of a matrix: https://docs.github.com/actions/reference/limits */
const mostShards = 256;

/**
 * Tenants divided among the jobs of a matrix. A tenant's ID decides where it goes (rendezvous hashing), so that it stays in
 * its shard when tenants are added or removed, unless that shard is full: none has more than an eighth above its even share,
 * or one. A shard without tenants is left out.
 *
 * @throws FleetError `badShards` where the number is none from 1 to 256.
 */
export function matrixOf(
  tenants: readonly Pick<FleetTenant, "name" | "tenantId">[],
  shards: number,
): Shard[] {
  if (!Number.isInteger(shards) || shards < 1 || shards > mostShards) {
    throw new FleetError({
      code: "badShards",
      message: `A matrix has from 1 to ${mostShards} jobs.`,
      hint: `Give --shards a number from 1 to ${mostShards}.`,
    });
  }
  const even = tenants.length / shards;
  const room = Math.max(Math.ceil(even * 1.125), Math.ceil(even) + 1);
  const filled: string[][] = Array.from({ length: shards }, () => []);
  // By its ID, so that a tenant which is added elsewhere in the file moves no other.
  const inOrder = [...tenants].sort((one, other) => (one.tenantId < other.tenantId ? -1 : 1));
  for (const { name, tenantId } of inOrder) {
    const place = preferences(tenantId, shards).find((index) => (filled[index]?.length ?? room) < room);
    filled[place ?? 0]?.push(name);
  }
  const digits = String(shards).length;
  return filled.flatMap((names, index) =>
    names.length === 0
      ? []
      : [{ shard: String(index + 1).padStart(digits, "0"), tenants: names.sort().join(",") }],
  );
}

/** The matrix as GitHub Actions takes it from `fromJSON`: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix */
export function githubMatrix(shards: readonly Shard[]): { readonly include: readonly Shard[] } {
  return { include: shards };
}

/** The matrix as Azure Pipelines takes it: jobs by name. Source: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/jobs-job-strategy */
export function azurePipelinesMatrix(shards: readonly Shard[]): Record<string, Shard> {
  return Object.fromEntries(shards.map((shard) => [`shard_${shard.shard}`, shard]));
}

function preferences(id: string, shards: number): number[] {
  const weights = Array.from({ length: shards }, (_, index) =>
    createHash("sha256").update(`${index}/${id}`).digest().readUInt32BE(),
  );
  return weights.map((_, index) => index).sort((one, other) => (weights[other] ?? 0) - (weights[one] ?? 0));
}
