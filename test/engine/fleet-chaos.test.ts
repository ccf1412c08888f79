import { expect, it } from "vitest";
import { playFleet } from "../../tools/chaos/fleet/play.ts";

// `npm run chaos:fleet` plays 200 tenants and ten kills.
const chaos = { seed: 5, tenants: 6, kills: 3, workers: 2, longOutages: false };

it("every tenant of a fleet is done once or reported, while Temporal's server and the workers are killed", async () => {
  const told: string[] = [];
  const outcome = await playFleet(chaos, (line) => told.push(line));
  expect(outcome.findings, `${told.join("\n")}\n${outcome.log}`).toEqual([]);
  expect(outcome.done + outcome.reported.length).toBe(chaos.tenants);
  expect(outcome.updates).toBeGreaterThanOrEqual(chaos.tenants);
  expect(outcome.kills.length).toBeGreaterThanOrEqual(2);
  expect(outcome.histories).toBeGreaterThan(chaos.tenants);
}, 300_000);
