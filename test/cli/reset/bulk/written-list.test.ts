import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allColumns, type JudgedDevice } from "../../../../cli/devices/columns.ts";
import { selectDevices } from "../../../../cli/devices/select.ts";
import { createOutput } from "../../../../cli/output.ts";
import { readRows } from "../../../../cli/reset/bulk/device-list.ts";
import { devicesOf } from "../../../../cli/reset/bulk/match-devices.ts";
import { seeded } from "../../../../tenant/seed/ids.ts";
import { fakeStream } from "../../support/streams.ts";
import { addPhones, serveCompanion } from "../../support/tenant.ts";
import { runMany, serveFolder } from "./support.ts";

const served = serveCompanion();
const folder = serveFolder();
const { signal } = new AbortController();

/** What `pin-reset devices --output csv` writes. */
async function written(): Promise<string> {
  const stdout = fakeStream();
  const devices: JudgedDevice[] = [];
  for await (const one of selectDevices(served.graph, {}, signal)) {
    devices.push(one);
  }
  createOutput("csv", { stdout, stderr: fakeStream() }).rows(allColumns, devices);
  return stdout.text;
}

const odd = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
  fc
    .tuple(
      fc.constantFrom("=", "+", "-", "@", "＝", "＋", "－", "＠", "'", "'=", '="', '"', " ", "\t", ";"),
      fc.string(),
    )
    .map((parts) => parts.join("")),
  fc.string().map((text) => `${text} `),
);

describe("what `devices --output csv` wrote", () => {
  it("means the same ids again, whatever devices and serial numbers are called", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ deviceName: odd, serialNumber: odd }), { minLength: 1, maxLength: 20 }),
        async (phones) => {
          served.tenant.reset();
          addPhones(served.tenant, phones);
          const { rows } = await readRows(Buffer.from(await written()));
          const found = await devicesOf(served.graph, rows, signal);
          const ids = rows.map(({ line }) => found.get(line)?.map(({ id }) => id));
          expect(ids).toEqual(served.tenant.state.managedDevices.all().map(({ id }) => [id]));
        },
      ),
      { numRuns: 30 },
    );
  });

  it("means the same ids after Excel saved it: as Windows-1252 with semicolons, numbers without their zeros", async () => {
    addPhones(served.tenant, [{ deviceName: "Müller ‚neu‘", serialNumber: "000123" }]);
    const saved = (await written()).replaceAll(",", ";").replaceAll("\n", "\r\n").replace("000123", "123");
    const { rows } = await readRows(Buffer.from(saved, "latin1"));
    const found = await devicesOf(served.graph, rows, signal);
    expect(rows.map(({ line }) => found.get(line)?.length)).toEqual(rows.map(() => 1));
  });
});

describe("an odd name in a list", () => {
  it("does not block a device whose id is given", async () => {
    const id = seeded.managedDevices.firstPhone;
    const from = await folder.file(`Device ID,Device name\n{${id.toUpperCase()}},"＝no such name "\n`);
    const { ending, stdout } = await runMany(served.tenant, { from });
    expect(ending).toBeUndefined();
    expect(stdout).toContain(id);
  });

  it("does not hide that the device is another user's by now", async () => {
    const from = await folder.file(`id,user\n${seeded.managedDevices.firstPhone},nobody@contoso.example\n`);
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({ code: "noDevice" });
    expect(served.posts()).toBe(0);
  });

  it.each(["=cmd", "＝cmd", "-1", '="cmd"'])("is found by the name %j alone", async (deviceName) => {
    addPhones(served.tenant, [{ deviceName }]);
    for (const name of [deviceName, `'${deviceName}`, ` ${deviceName.toUpperCase()} `]) {
      const { rows } = await readRows(Buffer.from(`device\n"${name.replaceAll('"', '""')}"\n`));
      expect((await devicesOf(served.graph, rows, signal)).get(2)).toHaveLength(1);
    }
  });
});

describe("reset --output csv", () => {
  it("is refused for passcodes, before anything is reset, as a spreadsheet would alter them", async () => {
    const from = await folder.file(`id\n${seeded.managedDevices.firstPhone}\n`);
    await expect(runMany(served.tenant, { from, show: true }, { format: "csv" })).rejects.toMatchObject({
      code: "usage",
      message: "A spreadsheet would alter passcodes in CSV. Nothing was reset.",
      hint: expect.stringContaining("--output json"),
    });
    expect(served.posts()).toBe(0);
  });
});
