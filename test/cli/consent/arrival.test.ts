import { describe, expect, it } from "vitest";
import { waitForApplications } from "../../../cli/consent/arrival.ts";
import { pinResetApps } from "../../../tenant/seed/ids.ts";
import { serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();

describe("waitForApplications", () => {
  it("looks again until both are there", async () => {
    const { graph, tenant } = served;
    const { signal } = new AbortController();
    const waited = waitForApplications(graph, [undefined, undefined], {
      signal,
      timeoutMilliseconds: 60_000,
      pauses: { first: 1, longest: 1 },
    });
    for (const { id } of [pinResetApps.service, pinResetApps.client]) {
      await tenant.asAdministrator("POST", "/v1.0/servicePrincipals", { appId: id });
    }
    const arrivals = await waited;
    expect(arrivals.map((principal) => principal?.displayName)).toEqual([
      pinResetApps.service.displayName,
      pinResetApps.client.displayName,
    ]);
  });

  it("stops at once when it is interrupted", async () => {
    const interruption = new AbortController();
    const waited = waitForApplications(served.graph, [undefined, undefined], {
      signal: interruption.signal,
      timeoutMilliseconds: 60_000,
    });
    interruption.abort();
    await expect(waited).rejects.toThrow();
  });
});
