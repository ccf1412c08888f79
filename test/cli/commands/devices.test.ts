import { describe, expect, it } from "vitest";
import { seeded } from "../../../tenant/seed/ids.ts";
import { runPinReset } from "../support/run.ts";
import { addPhones, serveCompanion } from "../support/tenant.ts";
import { openTerminal } from "../support/terminal.ts";

const served = serveCompanion();
const colour = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`);

function devices(...args: string[]) {
  return runPinReset(["devices", ...args], served.tenant.env);
}

async function names(...args: string[]): Promise<string[]> {
  const { code, stdout } = await devices(...args, "--output", "json");
  expect(code).toBe(0);
  const rows: { name: string }[] = JSON.parse(stdout);
  return rows.map(({ name }) => name);
}

describe("pin-reset devices", () => {
  it("shows of each device what it is and whether it can be reset", async () => {
    const { code, stdout } = await devices();
    expect(code).toBe(0);
    const [titles, ...lines] = stdout.trimEnd().split("\n");
    expect(titles?.split(/ {2,}/)).toEqual([
      "Name",
      "User",
      "Can be reset",
      "Platform",
      "Last check-in",
      "Why not",
      "Version",
      "Serial number",
      "Join type",
    ]);
    expect(lines.map((line) => line.split(/ {2,}/))).toContainEqual([
      "LAPTOP-01",
      "alex@contoso.example",
      "no",
      "Windows",
      "2026-01-02T03:04:05Z",
      "not supported on Windows",
      "10.0.22631.4317",
      "SN000004",
      "azureADJoined",
    ]);
    expect(lines.filter((line) => / {2}yes {2}/.test(line)).map((line) => line.split(" ")[0])).toEqual([
      "PHONE-01",
      "PHONE-02",
    ]);
  });

  it("gives scripts each device's id and serial number as well", async () => {
    const { stdout } = await devices("--user", "mia@contoso.example", "--resettable", "--output", "csv");
    const { secondPhone } = seeded.managedDevices;
    expect(stdout).toBe(
      "name,user,operatingSystem,osVersion,joinType,lastCheckIn,canBeReset,reason,serialNumber,id\n" +
        "PHONE-02,mia@contoso.example,Windows 10 Mobile,10.0.15254.603,azureADJoined,2026-01-02T03:04:05Z,true,," +
        `SN000002,${secondPhone}\n`,
    );
  });

  it("says in JSON by a boolean whether each can be reset, and by a reason why it cannot", async () => {
    const { stdout } = await devices("--output", "json");
    const rows: Record<string, unknown>[] = JSON.parse(stdout);
    const shown = rows.map(({ name, canBeReset, reason }) => [name, canBeReset, reason]);
    expect(shown).toContainEqual(["PHONE-01", true, null]);
    expect(shown).toContainEqual(["LAPTOP-01", false, "not supported on Windows"]);
  });

  it.each([
    [["--platform", "ios"], ["Mia's iPhone"]],
    [
      ["--platform", "windows10Mobile"],
      ["PHONE-01", "PHONE-02", "PHONE-OLD"],
    ],
    [
      ["--user", "Sam@contoso.example"],
      ["PHONE-01", "ANDROID-01"],
    ],
    [["--user", "sam@contoso.example", "--resettable"], ["PHONE-01"]],
    [
      ["--resettable", "--allow-platform", "android"],
      ["PHONE-01", "PHONE-02", "ANDROID-01"],
    ],
  ])("%j leaves %j, though Intune ignores such conditions", async (args, left) => {
    expect(await names(...args)).toEqual(left);
  });

  it("reads every page", async () => {
    addPhones(served.tenant, Array(20).fill({}));
    served.tenant.state.settings.pageSize = 5;
    expect((await names()).length).toBe(27);
  });

  it("says so where no device fits", async () => {
    const { code, stdout, stderr } = await devices("--user", "nobody@contoso.example", "--output", "json");
    expect([code, JSON.parse(stdout)]).toEqual([0, []]);
    expect(stderr).toContain("No managed device fits.");
  });

  it("names the permission that is missing", async () => {
    served.tenant.setPermissions(["Directory.Read.All"]);
    const { code, stdout, stderr } = await devices("--output", "json");
    expect([code, stdout]).toEqual([1, ""]);
    expect(JSON.parse(stderr.slice(stderr.indexOf("{")))).toMatchObject({
      error: { code: "forbidden", hint: expect.stringContaining("DeviceManagementManagedDevices.Read.All") },
    });
  });

  it("refuses a platform that it does not know, and lists those that it does", async () => {
    const { code, stderr } = await devices("--platform", "symbian");
    expect(code).toBe(2);
    expect(stderr).toContain("windows10Mobile");
  });

  it("fits a narrow terminal", async () => {
    const terminal = openTerminal(["devices"], { columns: 72, env: served.tenant.env });
    expect(await terminal.ended).toBe(0);
    const lines = terminal.text.slice(terminal.text.indexOf("Name")).trimEnd().split("\n");
    expect(lines.slice(0, 8).every((line) => /(?:reset|yes|no) {2}/.test(`${line}  `))).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
  });

  it("uses colours on a terminal, and none with NO_COLOR", async () => {
    const [coloured, plain] = [{}, { NO_COLOR: "1" }].map((env) =>
      openTerminal(["devices"], { columns: 160, env: { ...served.tenant.env, ...env } }),
    );
    await Promise.all([coloured?.ended, plain?.ended]);
    expect(coloured?.raw).toMatch(colour);
    expect(plain?.raw).toContain("PHONE-01");
    expect(plain?.raw).not.toMatch(colour);
  });

  it("shows no control characters of a device's name", async () => {
    served.tenant.state.managedDevices.change(seeded.managedDevices.laptop, {
      deviceName: "EVIL\u001b]52;c;aGk=\u0007\nPHONE-01",
    });
    expect((await devices("--platform", "windows")).stdout).toContain(
      "EVIL\\u{1B}]52;c;aGk=\\u{7}\\u{A}PHONE-01",
    );
  });
});
