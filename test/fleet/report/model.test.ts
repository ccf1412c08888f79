import { expect, it } from "vitest";
import { reportModel } from "../../../fleet/report/model.ts";
import { drifted, failed, outcome, run } from "./support.ts";

it("counts tenants that have no outcome, so that a halted run does not look complete", () => {
  const state = run([failed("a"), outcome("b")], {
    rings: [
      { name: "canary", tenants: ["a", "b"] },
      { name: "broad", tenants: ["c", "d", "e"], approval: true },
    ],
    running: [{ tenant: "c", since: "2026-11-27T02:00:02.000Z", progress: "reading the state" }],
    waiting: { ring: "canary", reason: "tooManyFailures" },
    endedAt: undefined,
  });
  const { totals, rings, rows, asOf, neverRun } = reportModel(state);
  expect(totals).toEqual({
    failed: 1,
    drifted: 0,
    notScanned: 0,
    pending: 0,
    running: 1,
    notRun: 2,
    changed: 0,
    inSync: 1,
  });
  expect(rings.map(({ name, tenants, totals: { notRun } }) => [name, tenants, notRun])).toEqual([
    ["canary", 2, 0],
    ["broad", 3, 2],
  ]);
  expect(rows.map(({ tenant, status }) => `${tenant} ${status}`)).toEqual([
    "a failed",
    "c running",
    "d notRun",
    "e notRun",
    "b inSync",
  ]);
  expect(asOf).toBe("2026-11-27T02:00:03.000Z");
  expect(neverRun).toEqual(["c", "d", "e"]);
});

it("says what changed since the last run, and calls a tenant that is not known now neither healed nor drifted", () => {
  const previous = run(
    [
      drifted("healed"),
      drifted("unknown"),
      failed("recovered"),
      failed("failing"),
      outcome("drifts"),
      outcome("gone"),
      outcome("fails"),
    ],
    { id: "scan-20261126T020000Z-0001" },
  );
  const state = run([
    outcome("healed"),
    failed("unknown"),
    outcome("recovered"),
    failed("failing"),
    drifted("drifts"),
    drifted("new"),
    failed("fails"),
  ]);
  const { changes, rows } = reportModel(state, { previous });
  expect(changes).toEqual({
    since: { runId: "scan-20261126T020000Z-0001", plannedAt: "2026-11-27T02:00:00.000Z" },
    newlyDrifted: ["drifts"],
    healed: ["healed"],
    newlyFailed: ["unknown", "fails"],
    recovered: ["recovered"],
    new: ["new"],
    gone: ["gone"],
  });
  expect(new Map(rows.map(({ tenant, change }) => [tenant, change]))).toEqual(
    new Map<string, string | undefined>([
      ["fails", "newlyFailed"],
      ["failing", undefined],
      ["unknown", "newlyFailed"],
      ["drifts", "newlyDrifted"],
      ["new", "new"],
      ["healed", "healed"],
      ["recovered", "recovered"],
    ]),
  );
});

it("does not call a tenant gone that was only not selected, and names those that were forgotten", () => {
  const previous = run([outcome("a"), outcome("b"), outcome("old")]);
  const { changes, notSelected, neverRun } = reportModel(run([outcome("a")]), {
    previous,
    fleetTenants: ["a", "b", "forgotten", "earlier"],
    everRun: new Set(["earlier"]),
  });
  expect(changes?.gone).toEqual(["old"]);
  expect(notSelected).toEqual(["b", "forgotten", "earlier"]);
  expect(neverRun).toEqual(["forgotten"]);
});

it("groups the same difference, the same cause and the same person over tenants", () => {
  const noPermission = { code: "forbidden", message: "403", hint: "Grant it." };
  const { drift, failures, driftedBy, notScanned } = reportModel(
    run([
      drifted("a", { by: "admin@contoso.com" }),
      drifted("b", { by: "admin@contoso.com" }),
      drifted("c", { kind: "missing", paths: [] }),
      failed("d"),
      failed("e", { message: "Too many requests, again." }),
      outcome("f", { status: "notScanned", reason: "noPermission", error: noPermission }),
      outcome("g", { status: "notScanned", reason: "neverDeployed" }),
    ]),
  );
  expect(drift.map(({ kind, tenants }) => [kind, tenants])).toEqual([
    ["changed", ["a", "b"]],
    ["missing", ["c"]],
  ]);
  expect(driftedBy).toEqual([
    { by: "admin@contoso.com", resources: 2, tenants: 2 },
    { by: undefined, resources: 1, tenants: 1 },
  ]);
  expect(failures.map(({ code, failures: each }) => [code, each.map(({ tenant }) => tenant)])).toEqual([
    ["throttled", ["d", "e"]],
    ["forbidden", ["f"]],
  ]);
  expect(notScanned).toEqual([
    { reason: "neverDeployed", tenants: ["g"] },
    { reason: "noPermission", tenants: ["f"] },
  ]);
});
