import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { audit } from "../../../cli/commands/audit.ts";
import { devices } from "../../../cli/commands/devices.ts";
import { doctor } from "../../../cli/commands/doctor.ts";
import { reset } from "../../../cli/commands/reset.ts";
import { requestReset } from "../../../cli/reset/action.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { resetEvent } from "../support/audit-event.ts";
import { cellsOf, shownAt } from "../support/shown.ts";
import { addPhones, serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const { firstPhone, laptop } = seeded.managedDevices;
const { signal } = new AbortController();

beforeEach(() => {
  vi.stubEnv("TZ", "America/New_York");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A reset of a device without a name, as the audit log has it. */
const eventOf = (resourceId: string) =>
  resetEvent(resourceId, {
    actor: { userPrincipalName: "mia@contoso.example" },
    resources: [{ displayName: null, auditResourceType: "ManagedDevice", resourceId }],
  });

describe("pin-reset devices", () => {
  const at = (columns: number, given: Record<string, unknown> = {}) =>
    shownAt(columns, devices, given, served.tenant.env);
  const lineOf = (lines: readonly string[], name: string) =>
    lines.find((line) => line.startsWith(name)) ?? "";

  it.each([
    [50, ["Name", "User", "Can be reset"]],
    [80, ["Name", "User", "Can be reset", "Platform"]],
    [120, ["Name", "User", "Can be reset", "Platform", "Last check-in", "Why not"]],
  ])(
    "shows at %i columns who has which device and whether it can be reset before all else",
    async (columns, titles) => {
      const { lines, notes } = await at(columns);
      expect(cellsOf(lines[0])).toEqual(titles);
      expect(notes).toMatch(/^\d columns not shown: .*Join type;\s--output\sjson has\sall\.\n$/s);
      expect(cellsOf(lineOf(lines, "PHONE-01")).slice(0, 3)).toEqual([
        "PHONE-01",
        "sam@contoso.example",
        "yes",
      ]);
    },
  );

  it("cuts no name, and a long user only where nothing else is left to leave out", async () => {
    const user = "alexandra.von-und-zu@contoso.example";
    served.tenant.state.managedDevices.change(laptop, {
      deviceName: "LAPTOP-NÜRNBERG-01",
      userPrincipalName: user,
    });
    const [narrow, usual] = await Promise.all([at(50), at(80)]);
    expect(cellsOf(lineOf(narrow.lines, "LAPTOP"))).toEqual(["LAPTOP-NÜRNBERG-01", "alexandra.von-u…", "no"]);
    expect(cellsOf(lineOf(usual.lines, "LAPTOP"))).toEqual(["LAPTOP-NÜRNBERG-01", user, "no"]);
  });

  it("shows the id of a device that has no name, at 50 columns too", async () => {
    served.tenant.state.managedDevices.change(laptop, { deviceName: null });
    const { lines } = await at(50);
    expect(lineOf(lines, laptop)).toMatch(/ {2}no$/);
  });

  it("shows times short and in the system's zone, and says never of a device that never checked in", async () => {
    served.tenant.state.managedDevices.change(laptop, { lastSyncDateTime: "0001-01-01T00:00:00Z" });
    const { lines } = await at(120);
    expect(lineOf(lines, "PHONE-01")).toMatch(/ {2}1 Jan( 2026)? 22:04/);
    expect(lineOf(lines, "LAPTOP-01")).toContain("  never  ");
  });

  it.each([50, 80])("shows all of one device that was asked for, at %i columns too", async (columns) => {
    const { lines, notes } = await at(columns, { name: "laptop" });
    const titles = ["Name", "User", "Can be reset", "Platform", "Last check-in", "Why not"];
    expect(lines.flatMap((line) => /^[A-Z].*?(?= {2}|$)/.exec(line) ?? [])).toEqual([
      ...titles,
      "Version",
      "Serial number",
      "Join type",
      "Id",
    ]);
    expect(lines.map((line) => line.trim().split(/ {2,}/).at(-1))).toEqual(
      expect.arrayContaining([laptop, "alex@contoso.example", "not supported on Windows"]),
    );
    expect(notes).toBe("");
  });
});

it("reset says never of a device that never checked in", async () => {
  served.tenant.state.managedDevices.change(firstPhone, { lastSyncDateTime: "0001-01-01T00:00:00Z" });
  addPhones(served.tenant, [{ deviceName: "PHONE-01" }]);
  const several = shownAt(80, reset, { device: "PHONE-01", dryRun: true, timeout: 1 }, served.tenant.env);
  await expect(several).rejects.toThrow(/SN000001, last check-in never$/m);
});

describe("pin-reset reset of a device that was just reset", () => {
  it("says so, and how to see that passcode, which another reset replaces", async () => {
    served.tenant.state.managedDevices.change(firstPhone, {
      passcodeResets: [{ requestedAt: Date.now() - 60_000, outcome: "done", passcode: "000000" }],
    });
    const given = { device: "PHONE-01", dryRun: true, timeout: 1 };
    const { notes } = await shownAt(80, reset, given, served.tenant.env);
    expect(notes.replace(/\s+/g, " ")).toMatch(
      new RegExp(
        "PHONE-01 got a new passcode at \\d+ \\w{3}( \\d{4})? \\d\\d:\\d\\d already, which another reset replaces\\. .*" +
          `reset --resume ${firstPhone}`,
      ),
    );
    expect(notes).not.toContain("000000");
  });
});

describe("pin-reset audit", () => {
  it.each([
    [50, ["When", "Who", "Device", "Result"]],
    [80, ["When", "Who", "Device", "Activity", "Result"]],
    [120, ["When", "Who", "Device", "Device id", "Activity", "Result"]],
  ])("shows at %i columns when, who and which device before all else", async (columns, titles) => {
    await requestReset(served.graph, firstPhone, { state: "none" }, signal);
    const { lines, notes } = await shownAt(columns, audit, {}, served.tenant.env);
    expect(cellsOf(lines[0])).toEqual(titles);
    expect(cellsOf(lines[1]).slice(0, 3)).toEqual([
      expect.stringMatching(/^\d+ [A-Z][a-z]{2}( \d{4})? \d\d:\d\d$/),
      "Deployment",
      "PHONE-01",
    ]);
    expect(notes === "").toBe(columns === 120);
  });

  it("shows the id of a device that has no name", async () => {
    served.tenant.state.auditEvents.put(eventOf(laptop));
    const { lines } = await shownAt(50, audit, {}, served.tenant.env);
    expect(lines[1]).toContain(laptop);
  });

  it("says in local time of which time there was none", async () => {
    const { notes } = await shownAt(
      80,
      audit,
      { since: "2026-01-01", until: "2026-01-01" },
      served.tenant.env,
    );
    expect(notes.replace(/\s+/g, " ")).toMatch(
      /No passcode reset from 31 Dec 2025 19:00 to 1 Jan( 2026)? 18:59\./,
    );
  });
});

it.each([50, 80])("doctor breaks no word at %i columns", async (columns) => {
  const { lines } = await shownAt(columns, doctor, {}, served.tenant.env, { keepsLongWords: true });
  expect(lines.length).toBeGreaterThan(20);
});
