import { describe, expect, it } from "vitest";
import { readRows } from "../../../../cli/reset/bulk/device-list.ts";

const header =
  "Device ID,Device name,Enrollment date,Azure AD Device ID,OS version,Serial number,Management name,UserId,Primary user UPN,OS";
const line = "D3E1,Büro-01,2026-01-02,a2a2,10.0.15254.603,000123,Sam_Windows,u1,sam@contoso.example,Windows";
const portal = `${header}\r\n${line}\r\n`;
const expected = [
  {
    line: 2,
    key: "id",
    cells: { id: "D3E1", device: "Büro-01", serialNumber: "000123", user: "sam@contoso.example" },
  },
];

function utf16(text: string, order: "le" | "be", mark = true): Buffer {
  const bytes = Buffer.from(`${mark ? "\uFEFF" : ""}${text}`, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
}

describe("a list as people have it", () => {
  it("is the export of the Intune admin center: what it does not use is named once", async () => {
    const { rows, notes } = await readRows(Buffer.from(portal));
    expect(rows).toEqual(expected);
    expect(notes).toEqual([
      "Columns of the list that are not used: Enrollment date, Azure AD Device ID, Management name, UserId, OS",
    ]);
  });

  it.each([
    ["semicolons", Buffer.from(portal.replaceAll(",", ";"))],
    ["tabs", Buffer.from(portal.replaceAll(",", "\t"))],
    ["a mark at its begin", Buffer.from(`\uFEFF${portal}`)],
    ["UTF-16 LE, as PowerShell writes it", utf16(portal, "le")],
    ["UTF-16 BE", utf16(portal, "be")],
    ["UTF-16 LE with tabs, as Excel's Unicode text", utf16(portal.replaceAll(",", "\t"), "le")],
    ["UTF-16 LE without a mark", utf16(portal, "le", false)],
    ["UTF-16 BE without a mark", utf16(portal, "be", false)],
    ["Windows-1252, as Excel's CSV", Buffer.from(portal, "latin1")],
    ["bare line feeds after a header with Windows' line end", Buffer.from(`${header}\r\n${line}\n`)],
    ["the header in capitals", Buffer.from(portal.replace(header, header.toUpperCase()))],
    ["blank rows", Buffer.from(`${portal},,,,,,,,,\r\n\r\n  ,,,,,,,,,\r\n`)],
    ["empty cells beyond the header", Buffer.from(portal.replace(line, `${line},,`))],
  ])("is read with %s", async (_what, file) => {
    expect((await readRows(file)).rows).toEqual(expected);
  });

  it.each(["sep=;", '"sep=;"', "SEP=;", "sep=|"])("is read below %s, and counts that line", async (first) => {
    const separator = first.includes("|") ? "|" : ";";
    const { rows } = await readRows(Buffer.from(`${first}\r\n${portal.replaceAll(",", separator)}`));
    expect(rows).toEqual(expected.map((row) => ({ ...row, line: 3 })));
  });

  it("says that it was read as Windows-1252", async () => {
    const { notes } = await readRows(Buffer.from("device\nB\u00fcro", "latin1"));
    expect(notes.join()).toContain("read as Windows-1252");
  });

  it("may leave the empty cells at the end of a line out, as Excel does, but not end within a line", async () => {
    const { rows } = await readRows(Buffer.from("device,user\none\ntwo\n"));
    expect(rows).toHaveLength(2);
    await expect(readRows(Buffer.from("device,user\none\ntwo"))).rejects.toThrow("Line 3: 1 cells under 2");
  });

  it("takes the admin center's None for no user", async () => {
    const { rows } = await readRows(Buffer.from("Device ID,Primary user UPN\nd3e1,None\n"));
    expect(rows.map(({ cells }) => cells)).toEqual([{ id: "d3e1" }]);
  });

  it.each([
    ["an Excel workbook", Buffer.from("PK\u0003\u0004...", "latin1"), /\.xlsx/, /CSV UTF-8/],
    ["an old Excel workbook", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /\.xls/, /CSV UTF-8/],
    ["of an unknown encoding", Buffer.from([0x69, 0x64, 0x0a, 0x81, 0xff]), /encoding/, /CSV UTF-8/],
    ["binary", Buffer.from("id\nabc\0def"), /null bytes/, /first line names the columns/],
  ])("is refused with a hint where it is %s", async (_what, file, message, hint) => {
    await expect(readRows(file)).rejects.toMatchObject({
      code: "badList",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });
});
