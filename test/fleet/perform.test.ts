import { describe, expect, it } from "vitest";
import { performWork } from "../../fleet/perform.ts";
import type { TenantWork } from "../../fleet/work.ts";
import { makeFleet } from "./run/support.ts";

async function workOn(more: Partial<TenantWork> = {}): Promise<TenantWork> {
  const { fleet, close } = await makeFleet([{ tenants: ["contoso"] }]);
  await close();
  const [tenant] = fleet.tenants;
  return {
    fleet,
    tenant: tenant ?? expect.unreachable(),
    operation: "scan",
    options: { doctor: false },
    runId: "scan-20261127T071500Z-4f2a",
    env: {},
    signal: new AbortController().signal,
    report: () => undefined,
    ...more,
  };
}

describe("one tenant's part of a run", () => {
  it.each(["scan", "preview", "up", "drift", "heal"] as const)(
    "has an outcome also where nothing could be begun: %s of a project that is not there",
    async (operation) => {
      const outcome = await performWork(await workOn({ operation }));
      expect(outcome).toMatchObject({ tenant: "contoso", operation, status: "failed" });
      expect(outcome.error?.code).toBe("projectUnreadable");
      expect(Date.parse(outcome.startedAt)).toBeLessThanOrEqual(Date.parse(outcome.endedAt));
    },
  );

  it("names the variable that holds the secret, where it is not set", async () => {
    const work = await workOn({ operation: "preview" });
    const credential = {
      kind: "clientSecret",
      clientId: "c",
      secretVariable: "FLEET_CLIENT_SECRET",
    } as const;
    const outcome = await performWork({ ...work, tenant: { ...work.tenant, credential } });
    expect(outcome.error).toMatchObject({ code: "missingVariable" });
  });

  it("has no outcome where it was aborted: what came of it is not known", async () => {
    const signal = AbortSignal.abort(new Error("Ctrl-C"));
    await expect(performWork(await workOn({ signal }))).rejects.toThrow("Ctrl-C");
  });
});
