import { describe, expect, it } from "vitest";
import { audit as auditCommand } from "../../../cli/commands/audit.ts";
import { requestReset } from "../../../cli/reset/action.ts";
import type { AuditEvent } from "../../../tenant/intune/audit.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { resetEvent } from "../support/audit-event.ts";
import { runPinReset } from "../support/run.ts";
import { jsonOf } from "../support/shown.ts";
import { serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const { signal } = new AbortController();
const { firstPhone } = seeded.managedDevices;
const day = 24 * 60 * 60 * 1000;

function audit(...args: string[]) {
  return runPinReset(["audit", ...args], served.tenant.env);
}

async function shown(...args: string[]) {
  const { code, stdout } = await audit(...args, "--output", "json");
  expect(code).toBe(0);
  const rows: Record<string, string>[] = JSON.parse(stdout);
  return rows;
}

/** The devices whose resets the command shows. */
async function devicesOf(given: Record<string, unknown>) {
  return (await jsonOf(auditCommand, given, served.tenant.env)).map(({ device }) => device);
}

function addEvent(id: string, change: Partial<AuditEvent>): void {
  served.tenant.state.auditEvents.put(resetEvent(id, change));
}

describe("pin-reset audit", () => {
  it("shows who reset what, and when", async () => {
    await requestReset(served.graph, firstPhone, { state: "none" }, signal);
    expect(await shown()).toEqual([
      {
        at: expect.stringMatching(/^20\d\d-.*Z$/),
        by: "Deployment",
        device: "PHONE-01",
        deviceId: firstPhone,
        activity: "resetPasscode ManagedDevice",
        result: "Success",
      },
    ]);
  });

  it("shows resets alone, the latest first, by whom as well as it is known", async () => {
    const ago = (days: number) => ({ activityDateTime: new Date(Date.now() - days * day).toISOString() });
    addEvent("A", ago(3));
    addEvent("B", { ...ago(1), actor: { applicationId: "app-1" }, activityResult: "Failure" });
    addEvent("C", { ...ago(2), activityType: null, displayName: "ResetPasscode ManagedDevice", actor: null });
    addEvent("D", { ...ago(2.5), resources: [] });
    addEvent("wipe", { activityType: "wipe ManagedDevice", displayName: "wipe ManagedDevice" });
    addEvent("remove", { activityType: "removePasscode ManagedDevice", displayName: "removePasscode" });
    expect((await shown()).map(({ device, by, result }) => [device, by, result])).toEqual([
      ["B", "app-1", "Failure"],
      ["C", "", "Success"],
      ["", "mia@contoso.example", "Success"],
      ["A", "mia@contoso.example", "Success"],
    ]);
  });

  it("shows the last 30 days unless told otherwise", async () => {
    addEvent("recent", { activityDateTime: new Date(Date.now() - 29 * day).toISOString() });
    addEvent("old", { activityDateTime: new Date(Date.now() - 31 * day).toISOString() });
    expect((await shown()).map(({ device }) => device)).toEqual(["recent"]);
  });

  it("keeps to the time range, over every page", async () => {
    for (let month = 1; month <= 9; month += 1) {
      addEvent(`2025-0${month}`, { activityDateTime: `2025-0${month}-15T12:00:00Z` });
    }
    served.tenant.state.settings.pageSize = 2;
    const rows = await shown("--since", "2025-03-15", "--until", "2025-07-15");
    expect(rows.map(({ device }) => device)).toEqual(["2025-07", "2025-06", "2025-05", "2025-04", "2025-03"]);
  });

  it("takes how long ago it was", async () => {
    const ago = (hours: number) => ({
      activityDateTime: new Date(Date.now() - (hours * day) / 24).toISOString(),
    });
    addEvent("now", ago(1));
    addEvent("yesterday", ago(30));
    addEvent("last week", ago(8 * 24));
    expect(await devicesOf({ since: "7d" })).toEqual(["now", "yesterday"]);
    expect(await devicesOf({ since: "90m" })).toEqual(["now"]);
    expect(await devicesOf({ since: "14d", until: "2h" })).toEqual(["yesterday", "last week"]);
  });

  it.each([
    [{ device: "phone-0" }, ["PHONE-01", "PHONE-02"]],
    [{ device: "ID OF PHONE-02" }, ["PHONE-02"]],
    [{ user: "Mia@contoso.example" }, ["PHONE-01"]],
    [{ user: "helpdesk bot" }, ["PHONE-02"]],
    [{ user: "app-1" }, ["LAPTOP"]],
    [{ user: "Intune portal" }, []],
    [{ user: "mia@contoso.example", device: "PHONE-02" }, []],
    [{ device: "PHONE", since: "1d" }, ["PHONE-01"]],
  ])("%j leaves %j, over every page, though Graph has no such condition", async (given, left) => {
    const ago = (days: number) => ({ activityDateTime: new Date(Date.now() - days * day).toISOString() });
    const bot = { servicePrincipalName: "Helpdesk bot", applicationId: "app-2" };
    addEvent("PHONE-01", ago(0.5));
    addEvent("PHONE-02", { ...ago(2), actor: bot });
    addEvent("LAPTOP", { ...ago(3), actor: { applicationId: "app-1" } });
    served.tenant.state.settings.pageSize = 1;
    expect(await devicesOf(given)).toEqual(left);
  });

  it("says so where there was none", async () => {
    const asked = await audit("--since", "1d", "--device", "PHONE-01", "--user", "sam@contoso.example");
    expect(asked.stderr).toMatch(/No passcode reset of "PHONE-01" by "sam@contoso\.example" from 20/);
  });

  it("names the time where there was none", async () => {
    const { code, stderr } = await audit("--since", "2020-01-01", "--until", "2020-01-02");
    expect(code).toBe(0);
    expect(stderr).toContain("No passcode reset from 2020-01-01T00:00:00.000Z to 2020-01-02T23:59:59.999Z.");
  });

  it("refuses what is no time, before anything is asked of Graph", async () => {
    const { code, stderr } = await audit("--since", "last week");
    expect(code).toBe(2);
    expect(stderr).toMatch(/--since "last week" is neither.*\n.*2026-01-31/);
    expect(served.tenant.requests.graph("pin-reset/")).toEqual([]);
  });

  it("names the permission that is missing", async () => {
    served.tenant.setPermissions(["DeviceManagementManagedDevices.Read.All"]);
    const { code, stderr } = await audit();
    expect(code).toBe(1);
    expect(stderr).toContain("DeviceManagementApps.Read.All");
  });
});
