import { describe, expect, it } from "vitest";
import { asPage } from "../../graph/pages.ts";
import { readInputs, readPlainText, readSetting } from "../../intune/graph-profile.ts";
import { parsePolicy } from "../../intune/policies.ts";
import { customProfiles } from "../../intune/policy-kind.ts";
import { untilVisible } from "../../intune/replication.ts";
import { readTarget } from "../../intune/targets.ts";

describe("an answer that is not Graph's", () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      "a collection without value",
      () => asPage({ path: "/x", body: {} }),
      /GET \/x: Graph answered a collection without/,
    ],
    [
      "nothing for a collection",
      () => asPage({ path: "/x", body: undefined }),
      /a collection without `value`/,
    ],
    [
      "no object for a profile",
      () => parsePolicy(customProfiles, null, "/x"),
      /GET \/x: Graph answered no profile/,
    ],
    [
      "a profile without an id",
      () => parsePolicy(customProfiles, { omaSettings: [] }, "/x"),
      /an object with an id/,
    ],
  ])("%s is an error that says so", (_what, read, message) => {
    expect(read).toThrow(message);
  });
});

const base64 = (text: string, encoding: BufferEncoding = "utf8") =>
  Buffer.from(text, encoding).toString("base64");

function xml(value: unknown, more: object = {}) {
  const named = { displayName: "x", omaUri: "./X" };
  return { "@odata.type": "#microsoft.graph.omaSettingStringXml", ...named, value, ...more };
}

describe("a setting of Graph's", () => {
  it.each([undefined, null, ""])("may have %j for what is not given", (nothing) => {
    const setting = xml(base64("<a/>"), { description: nothing, fileName: nothing });
    const read = { displayName: "x", omaUri: "./X", type: "StringXml", value: "<a/>" };
    expect(readSetting(setting, undefined)).toEqual(read);
  });

  it.each(["<b/>", base64("<b/>")])("may have its XML behind the mask as %j", (plain) => {
    expect(readPlainText(xml("PGEvPg=="), plain)).toBe("<b/>");
  });

  it.each([
    ["CRLF", "<a>\r\n</a>"],
    ["a character of the private use area", "<a>\uf000</a>"],
    ["a byte order mark", "\ufeff<a/>"],
  ])("keeps %s in its XML", (_what, text) => {
    expect(readSetting(xml(base64(text)), undefined)).toMatchObject({ value: text });
  });

  it.each(["\ufeff<a/>", "<a/>"])(
    "keeps the bytes of XML in UTF-16 (%j), which are not those of its text",
    (text) => {
      const bytes = base64(text, "utf16le");
      expect(readSetting(xml(bytes), undefined)).toMatchObject({ value: bytes });
    },
  );

  it("never stands with its mask for a value, though the reference is missing", () => {
    expect(readSetting(xml("PGEvPg==", { isEncrypted: true }), undefined)).not.toHaveProperty("value");
    expect(readSetting(xml("****", { secretReferenceValueId: 7 }), undefined)).not.toHaveProperty("value");
  });

  it("is compared as an instant, with all digits that Graph keeps, where it is a DateTime", () => {
    const type = "#microsoft.graph.omaSettingDateTime";
    const read = (value: string) => readSetting({ "@odata.type": type, omaUri: "./D", value }, undefined);
    expect(read("2026-01-31T10:00:00.1234567+02:00")).toEqual(read("2026-01-31T08:00:00.1234567Z"));
    expect(read("2026-01-31T08:00:00.1234567Z")).toMatchObject({ value: "2026-01-31T08:00:00.1234567Z" });
    expect(read("2026-01-31T08:00:00.1234560Z")).toMatchObject({ value: "2026-01-31T08:00:00.123456Z" });
    expect(read("soon")).toMatchObject({ value: "soon" });
  });

  it.each([null, 5, "text", [1], { "@odata.type": 7, omaUri: { toString: 1 }, value: [{}] }])(
    "of any other form, such as %j, is kept as it is",
    (setting) => {
      const { omaSettings } = readInputs({ displayName: "p", omaSettings: [setting] }, new Map());
      const { "@odata.type": type, ...others } = Object(setting);
      expect(omaSettings).toEqual([type === undefined ? setting : { ...others, type }]);
    },
  );
});

describe("an assignment of Graph's", () => {
  it.each([null, {}, { target: 5 }, "text"])("of any form, such as %j, is kept as it is", (assignment) => {
    expect(readTarget(assignment)).toEqual(assignment);
  });
});

describe("waiting for a replica", () => {
  it("raises what is no 404 at once", async () => {
    let calls = 0;
    const work = async () => {
      calls++;
      throw new Error("refused");
    };
    await expect(untilVisible([1, 1], new AbortController().signal, work)).rejects.toThrow("refused");
    expect(calls).toBe(1);
  });
});
