import { expect, it } from "vitest";
import { resetEvents } from "../../../cli/audit/events.ts";
import { requestReset } from "../../../cli/reset/action.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { ignoringFilters } from "../support/ignoring.ts";
import { serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const { signal } = new AbortController();

it("keeps to the time range where Intune ignores it", async () => {
  const graph = ignoringFilters(served.graph);
  await requestReset(graph, seeded.managedDevices.firstPhone, { state: "none" }, signal);
  const now = Date.now();
  const between = (from: number, to: number) =>
    resetEvents(graph, { since: new Date(now + from), until: new Date(now + to) }, signal);
  expect((await between(-60_000, 60_000)).length).toBe(1);
  expect(await between(60_000, 120_000)).toEqual([]);
  expect(await between(-120_000, -60_000)).toEqual([]);
});
