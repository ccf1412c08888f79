import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { devices as devicesCommand } from "../../../cli/commands/devices.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { runPinReset } from "../support/run.ts";
import { jsonOf } from "../support/shown.ts";
import { addPhones, serveCompanion } from "../support/tenant.ts";
import { openTerminal } from "../support/terminal.ts";

const served = serveCompanion();
const colour = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`);

function devices(...args: string[]) {
  return runPinReset(["devices", ...args], served.tenant.env);
}

async function names(...args: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await devices(...args, "--output", "json");
  expect(code, stderr).toBe(0);
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
    const rows = await jsonOf(devicesCommand, {}, served.tenant.env);
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

  it.each([
    [{ name: "phone-0" }, ["PHONE-01", "PHONE-02"]],
    [{ name: "“mia’s iphone”" }, ["Mia's iPhone"]],
    [{ name: "sn000002" }, ["PHONE-02"]],
    [{ name: seeded.managedDevices.laptop.toUpperCase() }, ["LAPTOP-01"]],
    [{ name: "phone", resettable: true, user: "mia@contoso.example" }, ["PHONE-02"]],
    [{ serial: "sn000002" }, ["PHONE-02"]],
    [{ serial: "SN00000" }, []],
    [{ serial: "SN000002", user: "sam@contoso.example" }, []],
    [{ user: ' "Mia@contoso.example"\u200b', resettable: true }, ["PHONE-02"]],
  ])(
    "%j finds %j by a part of the name, or by all of the serial number or ID, in any case",
    async (given, found) => {
      const rows = await jsonOf(devicesCommand, given, served.tenant.env);
      expect(rows.map(({ name }) => name)).toEqual(found);
    },
  );

  it("takes a name without an option", async () => {
    expect(await names("laptop-01")).toEqual(["LAPTOP-01"]);
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

  it("says of a name that no device has where it was looked for", async () => {
    const { code, stderr } = await devices("NO-SUCH-PHONE");
    expect(code).toBe(0);
    expect(stderr).toContain('none has "NO-SUCH-PHONE" in its name, or as its serial number or ID.');
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

  it.each([50, 80])("fits a terminal of %i columns, and says what it has no room for", async (columns) => {
    const terminal = openTerminal(["devices"], { columns, env: served.tenant.env });
    expect(await terminal.ended).toBe(0);
    const lines = terminal.text.slice(terminal.text.indexOf("Name ")).trimEnd().split("\n");
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    expect(lines[0]).toMatch(/^Name +User +Can be reset/);
    expect(lines[1]).toMatch(/^PHONE-01 +sam@contoso\.example +yes/);
    expect(lines.slice(8).join(" ")).toMatch(/^\d columns not shown: .*Join type; --output json has all\.$/);
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
