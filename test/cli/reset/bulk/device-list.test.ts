import { describe, expect, it } from "vitest";
import { readRows } from "../../../../cli/reset/bulk/device-list.ts";

async function rows(...lines: string[]) {
  return (await readRows(Buffer.from(lines.join("\n")))).rows;
}

function faults(...lines: string[]): Promise<string> {
  return rows(...lines).then(
    () => "none",
    (error: Error) => error.message,
  );
}

describe("a list of devices", () => {
  it.each(["id", "serialNumber", "device", "user"] as const)("says by %s which are meant", async (key) => {
    expect(await rows(key, "one", "two")).toEqual([
      { line: 2, key, cells: { [key]: "one" } },
      { line: 3, key, cells: { [key]: "two" } },
    ]);
  });

  it("may be what `pin-reset devices` wrote: the id decides, and what else it says must fit", async () => {
    const written =
      "name,user,operatingSystem,osVersion,joinType,lastCheckIn,canBeReset,reason,serialNumber,id\n" +
      "PHONE-01,,Windows 10 Mobile,10.0.15254.603,azureADJoined,2026-01-02T03:04:05Z,true,,SN1,d3e1";
    expect(await rows(written)).toEqual([
      { line: 2, key: "id", cells: { device: "PHONE-01", serialNumber: "SN1", id: "d3e1" } },
    ]);
  });

  it("may come from a spreadsheet: with a mark at its begin, quotes, blanks, empty lines, and Windows' line ends", async () => {
    const text =
      '\uFEFFdevice,user\r\n"Mia\'s ""old"" phone, blue", mia@contoso.example \r\n\r\n"\'=1+1",sam@contoso.example\r\n';
    expect((await rows(text)).map(({ line, cells }) => [line, cells])).toEqual([
      [2, { device: 'Mia\'s "old" phone, blue', user: "mia@contoso.example" }],
      [4, { device: "=1+1", user: "sam@contoso.example" }],
    ]);
  });

  it("counts lines as an editor does, where a cell goes over two", async () => {
    expect((await rows("device", '"one\ntwo"', "three")).map(({ line }) => line)).toEqual([3, 4]);
  });

  it.each([
    [[""], "The list is empty"],
    [["device"], "a header and no device"],
    [["operatingSystem", "Windows"], "Line 1: no column says which device is meant"],
    [["PHONE-01", "PHONE-02"], 'Line 1: no column says which device is meant; there are "PHONE-01".'],
    [["device,user,device", "a,b,c"], 'the columns "device" and "device" both say the name of the device'],
    [
      ["device,Name", "a,b"],
      'the columns "device" and "Name" both say the name of the device: leave one out',
    ],
    [["Device ID,id", "a,b"], 'the columns "Device ID" and "id" both say the id: leave one out.'],
    [["Azure AD Device ID,OS", "a,b"], "no column says which device is meant"],
    [["serialNumber", "1.23457E+14"], "a serial number that a spreadsheet rounded"],
    [["ID", "{D3E1}", "d3e1"], 'Line 3: "d3e1" is on line 2 already.'],
    [["device,user", "a,b,c"], "Line 2: 3 cells under 2 columns."],
    [['[{ "id": "a" }]'], "It is not CSV but JSON"],
    [["device,user", "a,b", ",c"], 'Line 3: the cell of "device" is empty.'],
    [["device,user", "a"], "Line 2: 1 cells under 2 columns."],
    [["device", "a", "b", "A"], 'Line 4: "A" is on line 2 already.'],
    [["device", '"a'], "It is not CSV"],
    [["device", 'a "b"'], "It is not CSV"],
  ])("is refused where it is %j", async (lines, fault) => {
    expect(await faults(...lines)).toContain(fault);
  });

  it("is refused with all of its faults, in their order", async () => {
    const said = await faults("device,user", "a,b", "A,c", ",d", "e");
    expect(said.split("\n").slice(1)).toEqual([
      '  Line 3: "A" is on line 2 already.',
      '  Line 4: the cell of "device" is empty.',
      "  Line 5: 1 cells under 2 columns.",
    ]);
  });

  it("is refused with the first twenty of very many", async () => {
    const said = await faults("device", ...Array.from({ length: 31 }, () => "a"));
    expect(said.split("\n")).toHaveLength(22);
    expect(said).toMatch(/and 10 more$/);
  });
});
