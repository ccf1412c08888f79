import { describe, expect, it } from "vitest";
import { selectTenants } from "../../../fleet/file/select.ts";
import { planRun } from "../../../fleet/run/new-plan.ts";
import { runPlan } from "../../../fleet/run/plan.ts";
import { fleetOf, ids, read } from "./support.ts";

const tail = `  - { name: fabrikam, tenantId: ${ids.fabrikam}, ring: broad, tags: [emea] }
  - { name: wingtip, tenantId: ${ids.application}, ring: broad, tags: [apac, gold] }`;
const fleet = () => read(fleetOf({ tenant: "tags: [emea, gold]", tail }));
const none = { rings: [], tenants: [], tags: [] };

describe("selectTenants", () => {
  it.each([
    [none, ["contoso", "fabrikam", "wingtip"]],
    [{ ...none, rings: ["Broad"] }, ["fabrikam", "wingtip"]],
    [{ ...none, tags: ["gold", "apac"] }, ["contoso", "wingtip"]],
    [{ ...none, rings: ["broad"], tags: ["emea"] }, ["fabrikam"]],
    [{ ...none, tenants: ["WINGTIP", ids.contoso] }, ["contoso", "wingtip"]],
  ])("of %j selects %j, in the file's order", async (selection, names) => {
    expect(selectTenants(await fleet(), selection).map(({ name }) => name)).toEqual(names);
  });

  it.each([
    [
      { ...none, tenants: ["contosso"] },
      'No tenant of the fleet is named "contosso".',
      "Did you mean contoso?",
    ],
    [{ ...none, rings: ["x"] }, 'No ring of the fleet is named "x".', "The fleet's file has: canary, broad."],
    [
      { ...none, tags: ["emae", "other"] },
      'No tag of the fleet is named "emae".\nNo tag of the fleet is named "other".',
      "Did you mean emea?",
    ],
  ])("does not pass over the unknown name in %j", async (selection, message, hint) => {
    const all = await fleet();
    expect(() => selectTenants(all, selection)).toThrow(
      expect.objectContaining({ code: "unknownSelection", message, hint }),
    );
  });

  it("does not take an empty selection for success", async () => {
    const all = await fleet();
    expect(() => selectTenants(all, { ...none, rings: ["canary"], tags: ["apac"] })).toThrow(
      expect.objectContaining({ code: "nothingSelected" }),
    );
  });
});

it("the plan of a run has names only, and no ring without a tenant", async () => {
  const all = await fleet();
  const plan = planRun(all, selectTenants(all, { ...none, rings: ["broad"] }), {
    operation: "up",
    options: { doctor: false },
    now: Date.UTC(2026, 10, 27, 7, 15),
    random: 0.1,
  });
  expect(runPlan.parse(plan)).toEqual(plan);
  expect(plan).toEqual({
    id: "up-20261127T071500Z-0001",
    operation: "up",
    options: { doctor: false },
    fleetFile: "fleet.yaml",
    plannedAt: "2026-11-27T07:15:00.000Z",
    rings: [
      { name: "broad", concurrency: 5, maxFailures: 0, approval: false, tenants: ["fabrikam", "wingtip"] },
    ],
  });
});
