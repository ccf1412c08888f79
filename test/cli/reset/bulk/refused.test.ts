import { stat } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { seeded } from "../../../../tenant/seed/ids.ts";
import { addPhones, resetsOf, serveCompanion } from "../../support/tenant.ts";
import { runMany, serveFolder, stepsOf } from "./support.ts";

const served = serveCompanion();
const folder = serveFolder();
const { firstPhone, secondPhone } = seeded.managedDevices;

const steps = (method: string, path: RegExp) => stepsOf(served.tenant, method, path);

describe("nothing is reset", () => {
  async function refused(list: string, more: object = {}, format: "json" | "table" = "json") {
    const from = await folder.file(list);
    const error = await runMany(served.tenant, { from, ...more }, { format }).then(
      () => undefined,
      (reason: unknown) => z.looseObject({ code: z.string(), message: z.string() }).parse(reason),
    );
    expect(served.posts()).toBe(0);
    expect(steps("POST", /resetPasscode$/)).toEqual([]);
    return error;
  }

  it("where a line means no device, or several, and each such line is named", async () => {
    addPhones(served.tenant, [{ deviceName: "TWIN" }, { deviceName: "TWIN" }]);
    const error = await refused("device\nPHONE-01\nNOBODY\ntwin\n");
    expect(error).toMatchObject({ code: "noDevice", ending: "noDevice" });
    expect(error?.message).toContain('Line 3: no managed device has device "NOBODY".');
    expect(error?.message).toContain('Line 4: 2 managed devices have device "twin": 00000000');
  });

  it("where the cells of a line do not fit together", async () => {
    const error = await refused(`id,user\n${firstPhone},mia@contoso.example\n`);
    expect(error?.message).toContain(
      `no managed device has id "${firstPhone}" and user "mia@contoso.example"`,
    );
  });

  it("where a device that an earlier run has reset now bears the name of another line", async () => {
    const from = await folder.file("device\nPHONE-01\nPHONE-02\n");
    served.tenant.faults.add({
      match: { path: `${secondPhone}/resetPasscode$` },
      effect: { kind: "status", status: 403 },
    });
    await runMany(served.tenant, { from });
    served.tenant.state.managedDevices.remove(secondPhone);
    served.tenant.state.managedDevices.change(firstPhone, { deviceName: "PHONE-02" });
    await expect(runMany(served.tenant, { from })).rejects.toThrow("is meant by line 2 already");
    expect(resetsOf(served.tenant, firstPhone)).toHaveLength(1);
  });

  it("where a device cannot be reset, and each such line is named with the reason", async () => {
    const error = await refused("device\nPHONE-01\nLAPTOP-01\nANDROID-01\n");
    expect(error).toMatchObject({ code: "notSupported", ending: "refused" });
    expect(error?.message).toMatch(/Line 3: LAPTOP-01 .*not supported on Windows/);
    expect(error?.message).toMatch(/Line 4: ANDROID-01 .*--allow-platform android/);
  });

  it("where the passcodes would go nowhere", async () => {
    const error = await refused("device\nPHONE-01\n", {}, "table");
    expect(error).toMatchObject({ code: "usage", message: expect.stringContaining("would not be printed") });
  });

  it.each([
    [{ copy: true }, "--copy is for one device"],
    [{ vault: "contoso-passcodes", show: true }, "goes without --show"],
    [{ vault: "no vault!" }, "No key vault can be named"],
    [{ yes: false }, "needs an answer"],
  ])("with %j", async (options, said) => {
    expect((await refused("device\nPHONE-01\n", options))?.message).toContain(said);
  });

  it("where there is no list", async () => {
    const from = folder.path();
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({ code: "noList", ending: "usage" });
  });

  it("with --dry-run, which says what would be", async () => {
    const from = await folder.file("device\nPHONE-01\nPHONE-02\n");
    const { stdout, stderr } = await runMany(served.tenant, { from, dryRun: true, yes: false });
    expect(JSON.parse(stdout)).toMatchObject([
      { line: 2, name: "PHONE-01", step: "reset" },
      { line: 3, name: "PHONE-02", step: "reset" },
    ]);
    expect(stderr).toContain("2 would be reset, 0 waited for, 0 left alone");
    expect(steps("POST", /resetPasscode$/)).toEqual([]);
    await expect(stat(`${from}.results.jsonl`)).rejects.toThrow("ENOENT");
  });
});
