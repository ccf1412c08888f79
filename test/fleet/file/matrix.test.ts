import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { azurePipelinesMatrix, githubMatrix, matrixOf, type Shard } from "../../../fleet/file/matrix.ts";

const tenants = fc
  .uniqueArray(fc.uuid(), { minLength: 1, maxLength: 300 })
  .map((ids) => ids.map((tenantId, index) => ({ name: `t${index}`, tenantId })));

function shardOf(shards: readonly Shard[]): Map<string, string> {
  return new Map(
    shards.flatMap(({ shard, tenants }) => tenants.split(",").map((name) => [name, shard] as const)),
  );
}

describe("matrixOf", () => {
  it("leaves out no tenant, and runs none twice", () => {
    fc.assert(
      fc.property(tenants, fc.integer({ min: 1, max: 256 }), (all, count) => {
        const names = matrixOf(all, count).flatMap((shard) => shard.tenants.split(","));
        expect(names.sort()).toEqual(all.map(({ name }) => name).sort());
      }),
    );
  });

  it("keeps its shards even, so that no job takes much longer than the others", () => {
    fc.assert(
      fc.property(tenants, fc.integer({ min: 1, max: 256 }), (all, count) => {
        const even = Math.ceil(all.length / count);
        const most = Math.max(...matrixOf(all, count).map((shard) => shard.tenants.split(",").length));
        expect(most).toBeLessThanOrEqual(Math.max(even + 1, Math.ceil((all.length / count) * 1.125)));
      }),
    );
  });

  it("does not depend on the order of the file", () => {
    fc.assert(
      fc.property(tenants, (all) => {
        expect(matrixOf(all.toReversed(), 7)).toEqual(matrixOf(all, 7));
      }),
    );
  });

  it("moves few tenants when one is added", () => {
    const id = (index: number) => `3b7a2d54-0000-4f0a-9d43-${String(index * 7919).padStart(12, "0")}`;
    const all = Array.from({ length: 1000 }, (_, index) => ({ name: `t${index}`, tenantId: id(index) }));
    const before = shardOf(matrixOf(all, 20));
    const after = shardOf(matrixOf([...all, { name: "new", tenantId: id(5000) }], 20));
    const moved = all.filter(({ name }) => before.get(name) !== after.get(name));
    expect(moved.length).toBeLessThan(10);
  });

  it.each([0, 257, 1.5, Number.NaN])("refuses %d shards", (count) => {
    expect(() => matrixOf([], count)).toThrow(expect.objectContaining({ code: "badShards" }));
  });

  it("has the form that each kind of pipeline takes", () => {
    const shards = matrixOf([{ name: "contoso", tenantId: "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90" }], 12);
    const [shard] = shards;
    expect(shard).toEqual({ shard: expect.stringMatching(/^\d\d$/), tenants: "contoso" });
    expect(githubMatrix(shards)).toEqual({ include: [shard] });
    expect(azurePipelinesMatrix(shards)).toEqual({ [`shard_${shard?.shard}`]: shard });
  });
});
