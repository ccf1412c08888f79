import { expect, it } from "vitest";
import { type TenantOutcome, tenantOutcome } from "../../../fleet/outcome.ts";
import { capOutcome } from "../../../fleet/temporal/cap-outcome.ts";

const small: TenantOutcome = {
  tenant: "contoso",
  tenantId: "00000000-0000-4000-8000-000000000001",
  ring: "canary",
  operation: "drift",
  startedAt: "2026-11-27T07:15:00.000Z",
  endedAt: "2026-11-27T07:15:01.000Z",
  status: "drifted",
  drift: [],
  notices: [],
};

it("an outcome that is small travels as it is", () => {
  expect(capOutcome(small)).toBe(small);
});

it("one with very much drift is cut below what a history should hold, and says so", () => {
  const drift = Array.from({ length: 5_000 }, (_, index) => ({
    type: "intune:index:WindowsCustomConfiguration",
    name: `resource-${index}`,
    kind: "changed" as const,
    paths: Array.from({ length: 100 }, (__, path) => `omaSettings[${path}].value`),
  }));
  const capped = capOutcome({ ...small, drift });
  expect(JSON.stringify(capped).length).toBeLessThan(100_000);
  expect(capped.drift.length).toBeGreaterThan(10);
  expect(capped.notices[0]).toMatch(/^Of 5000 resources that drifted, \d+ are listed/);
  expect(tenantOutcome.parse(capped)).toEqual(capped);
});

it("one with a very long message or very many notices is cut too", () => {
  const capped = capOutcome({
    ...small,
    status: "failed",
    error: { code: "engineFailed", message: "x".repeat(300_000) },
    notices: Array.from({ length: 2_000 }, () => "y".repeat(1_000)),
  });
  expect(JSON.stringify(capped).length).toBeLessThan(100_000);
});
