import { describe, expect, it } from "vitest";
import { readiness as readinessCommand } from "../../../cli/commands/readiness.ts";
import type { ManagedDevice } from "../../../tenant/intune/schemas/managed-devices.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import type { RunStates } from "../../../tenant/seed/run-states.ts";
import { onboard } from "../support/onboarded.ts";
import { runPinReset } from "../support/run.ts";
import { shownAt } from "../support/shown.ts";
import { serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const collection = "/beta/deviceManagement/deviceHealthScripts";
const { laptop } = seeded.managedDevices;

function readiness(...args: string[]) {
  return runPinReset(["readiness", ...args], served.tenant.env);
}

async function printed(...args: string[]) {
  const { code, stdout, stderr } = await readiness(...args, "--output", "json");
  expect(stdout, stderr).not.toBe("");
  return { code, stderr, report: JSON.parse(stdout) };
}

/** Puts copies of the laptop into the tenant. Returns their ids. */
function addLaptops(count: number): string[] {
  const { managedDevices } = served.tenant.state;
  const original = managedDevices.get(laptop);
  return Array.from({ length: count }, (_, index) => {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    managedDevices.put({ ...original, id, deviceName: `LAPTOP-COPY-${index}` } as ManagedDevice);
    return id;
  });
}

async function addScript(displayName = "PIN reset readiness"): Promise<string> {
  const { body } = await served.tenant.asAdministrator("POST", collection, {
    displayName,
    publisher: "Contoso",
    runAsAccount: "user",
    detectionScriptContent: Buffer.from("exit 0").toString("base64"),
  });
  return String((body as { id: string }).id);
}

type Report = RunStates["reports"][number];

const ready = (managedDeviceId: string): Report => ({
  managedDeviceId,
  output: "CanReset=DestructiveAndNonDestructive\r\n",
  detectionState: "success",
});

const destructive = (managedDeviceId: string): Report => ({
  managedDeviceId,
  output: "CanReset=DestructiveOnly\r\n",
  detectionState: "fail",
});

/** A tenant with five laptops: two are ready, one is not, one failed, one has not reported; the phone does not count. */
async function reported(): Promise<string> {
  const scriptId = await addScript();
  const [first = "", second = "", third = ""] = addLaptops(4);
  served.tenant.seedRunStates({
    scriptId,
    reports: [
      ready(laptop),
      ready(first),
      destructive(second),
      { managedDeviceId: third, output: "", detectionState: "scriptError" },
      ready(seeded.managedDevices.firstPhone),
    ],
  });
  return scriptId;
}

describe("pin-reset readiness", () => {
  it("says how many Windows devices can reset their PIN, and groups the reasons of the others", async () => {
    await reported();
    const { code, stdout, stderr } = await readiness();
    const [sentence, titles, ...rows] = stdout.trimEnd().split("\n");
    expect(code, stderr).toBe(0);
    expect(sentence).toBe("2 of 5 Windows devices can reset their PIN without losing it (40%).");
    expect(titles?.split(/ {2,}/)).toEqual(["Devices", "Reason", "Meaning", "What to do"]);
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 2)).sort()).toEqual([
      ["1", "destructiveOnly"],
      ["1", "notReported"],
      ["1", "scriptFailed"],
    ]);
    expect(stderr).toContain("Not counted: 6 managed devices");
  });

  it.each([50, 80])("breaks no word and cuts no sentence on a terminal of %i columns", async (columns) => {
    await reported();
    const { lines } = await shownAt(columns, readinessCommand, { devices: true }, served.tenant.env);
    expect(lines.join(" ").replace(/\s+/g, " ")).toMatch(
      /\(40%\)\.(?: 1 [A-Z][^…]*\.\s\(\w+\) -> [A-Z][^…]*?\.){3} Name Ready Reason .* LAPTOP-01 yes /,
    );
  });

  it("gives scripts the same as JSON, and as CSV whose rows add up to all devices", async () => {
    const id = await reported();
    const { code, report } = await printed();
    expect(code).toBe(0);
    expect(report).toMatchObject({
      ready: 2,
      windowsDevices: 5,
      otherDevices: 6,
      source: "script",
      script: { id, name: "PIN reset readiness" },
    });
    expect(report).not.toHaveProperty("devices");
    const { stdout } = await readiness("--output", "csv");
    const rows = stdout.trimEnd().split("\n").slice(1);
    expect(rows[0]).toMatch(/^2,ready,/);
    expect(rows.reduce((sum, row) => sum + Number.parseInt(row, 10), 0)).toBe(5);
  });

  it.each(["table", "json", "csv"])("names no device in a %s unless it is asked to", async (format) => {
    await reported();
    const silent = await readiness("--output", format);
    expect(silent.stdout + silent.stderr).not.toMatch(/LAPTOP|PHONE/);
    const named = await readiness("--output", format, "--devices");
    expect(named.stdout).toContain("LAPTOP-COPY-1");
    expect(named.stdout).not.toContain("PHONE");
  });

  it("reads every page of what devices report", async () => {
    const scriptId = await addScript();
    const laptops = addLaptops(5);
    served.tenant.seedRunStates({ scriptId, reports: [...laptops, laptop].map(ready) });
    served.tenant.state.settings.pageSize = 2;
    expect((await printed()).report).toMatchObject({ ready: 6, windowsDevices: 6 });
  });

  it("exits with 7 below the share that is asked for, and with 0 from it on", async () => {
    await reported();
    expect((await readiness("--at-least", "40")).code).toBe(0);
    expect((await readiness("--at-least", "41")).code).toBe(7);
    expect((await readiness("--at-least", "101")).code).toBe(2);
  });

  it("takes a script of another name or by its id, and does not guess between two of a name", async () => {
    const id = await addScript("Other");
    served.tenant.seedRunStates({ scriptId: id, reports: [ready(laptop)] });
    expect((await printed("--script", "Other")).report).toMatchObject({ ready: 1 });
    const twin = await addScript("Other");
    const { code, stderr } = await readiness("--script", "Other");
    expect(code).toBe(1);
    expect(stderr).toContain(id);
    expect(stderr).toContain(twin);
    expect((await printed("--script", id.toUpperCase())).report).toMatchObject({ ready: 1 });
  });

  it("does not fall back to the policy where a script that was named is missing", async () => {
    await onboard(served.tenant);
    const { code, stdout, stderr } = await readiness("--script", "none");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain('no remediation script with the name or id "none"');
  });

  it("counts the deployment of the policy where there is no script, and says that it means less", async () => {
    await onboard(served.tenant);
    const { code, stderr, report } = await printed();
    expect(code).toBe(0);
    expect(report).toMatchObject({ ready: 1, windowsDevices: 1, source: "deployment", script: null });
    expect(report.sentence).toContain("Whether a PIN can be reset there is not known.");
    expect(stderr).toContain('Intune has no remediation script named "PIN reset readiness".');
    const listed = await readiness("--devices");
    expect([listed.code, listed.stdout]).toEqual([1, ""]);
  });

  it("says that a number summed over several policies is the most that it can be", async () => {
    await onboard(served.tenant);
    expect((await printed()).report.sentence).toMatch(/^1 of 1 Windows device /);
    served.tenant.seedRecoveryPolicy({ route: "identityProtection" });
    const { report, stderr } = await printed();
    expect(report.sentence).toMatch(/^At most 1 of 1 Windows device /);
    expect(stderr).toContain(
      "2 policies turn PIN recovery on, and a device that has more than one counts for each.",
    );
  });

  it("counts the deployment too where scripts may not be read, and names the permission", async () => {
    await onboard(served.tenant);
    await reported();
    served.tenant.setPermissions([
      "DeviceManagementConfiguration.Read.All",
      "DeviceManagementManagedDevices.Read.All",
    ]);
    const { report, stderr } = await printed();
    expect(report).toMatchObject({ windowsDevices: 5, source: "deployment" });
    expect(stderr).toContain("DeviceManagementScripts.Read.All");
  });

  it("says what to set up where there is neither the script nor a policy", async () => {
    const { code, stdout, stderr } = await readiness();
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("pin-reset:readiness");
  });

  it("fails, and counts nothing, where devices may not be read", async () => {
    await reported();
    served.tenant.setPermissions(["DeviceManagementScripts.Read.All"]);
    const { code, stdout, stderr } = await readiness();
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("DeviceManagementManagedDevices.Read.All");
  });
});
