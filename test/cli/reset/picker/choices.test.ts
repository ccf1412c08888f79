import { describe, expect, it } from "vitest";
import { deviceSchema } from "../../../../cli/devices/device.ts";
import { choicesOf, searchOf } from "../../../../cli/reset/picker/choices.ts";
import { flowed, lineOf, widthsOf } from "../../../../cli/reset/picker/lines.ts";
import { widthOf } from "../../../../cli/text-width.ts";

function deviceOf(deviceName: string, userPrincipalName: string, serialNumber: string, operatingSystem = "") {
  return deviceSchema.parse({
    id: `id-${serialNumber}`,
    deviceName,
    userPrincipalName,
    serialNumber,
    operatingSystem,
    osVersion: "10.0.15254.603",
    joinType: "azureADJoined",
  });
}

const mobile = "Windows 10 Mobile";

const devices = [
  ...Array.from({ length: 40 }, (_, index) =>
    deviceOf(`FLEET-${index}`, `user${index}@contoso.example`, `C${index}`, mobile),
  ),
  deviceOf("PHONE-01", "sam@contoso.example", "SN000001", mobile),
  deviceOf("PHONE-02", "mia@contoso.example", "SN000002", mobile),
  deviceOf("AAA-LAPTOP", "zoe.miller@contoso.example", "5CG0291XYZ", "Windows"),
  deviceOf("Mia’s Phone", "mia@contoso.example", "SN000009", mobile),
];
const choices = choicesOf(devices, { allowPlatforms: [] });

describe("the picker's search", () => {
  it.each([
    ["sam phone", ["PHONE-01"]],
    ["SN000002", ["PHONE-02"]],
    ["mia's", ["Mia’s Phone"]],
    ["phone-0", ["PHONE-01", "PHONE-02"]],
  ])("finds %j by its words, and nothing that only looks like it", async (term, names) => {
    const { choices: found, isNear } = (await searchOf(choices))(term);
    expect([found.map(({ name }) => name), isNear]).toEqual([names, false]);
  });

  it.each([
    ["fleett-39", "FLEET-39"],
    ["labtop", "AAA-LAPTOP"],
    ["zoe miler", "AAA-LAPTOP"],
    ["sma phone", "PHONE-01"],
  ])("finds the nearest to %j first where no device has its words", async (term, name) => {
    const { choices: found, isNear } = (await searchOf(choices))(term);
    expect([found[0]?.name, isNear]).toEqual([name, true]);
    expect(found.length).toBeLessThan(4);
  });

  it("has the one that is called just so before others, also where it cannot be reset", async () => {
    const named = (name: string, system: string) =>
      deviceOf(name, "sam@contoso.example", `S-${name}`, system);
    const pcs = choicesOf([named("PC-10", mobile), named("PC-1", "Windows")], { allowPlatforms: [] });
    const { choices: found } = (await searchOf(pcs))("pc-1");
    expect(found.map(({ name }) => name)).toEqual(["PC-1", "PC-10"]);
  });

  it("finds nothing where nothing is near", async () => {
    expect((await searchOf(choices))("xyzzyq").choices).toEqual([]);
  });
});

describe("the picker's choices", () => {
  it("have those that can be reset first, by their numbers, and the reason at the others", () => {
    expect(choices.slice(0, 3).map(({ name }) => name)).toEqual(["FLEET-0", "FLEET-1", "FLEET-2"]);
    expect(choices.at(-1)).toMatchObject({
      name: "AAA-LAPTOP",
      refusal: { message: "not supported on Windows" },
      about: expect.arrayContaining(["Cannot be reset: not supported on Windows."]),
    });
  });

  it("refuse none where any device may be chosen", () => {
    expect(choicesOf(devices, "any").filter(({ refusal }) => refusal !== undefined)).toEqual([]);
  });

  it.each([30, 36, 49, 79, 119])("take a line of at most %i columns each, wide characters too", (room) => {
    const wide = choicesOf(
      [
        ...devices,
        deviceOf("会議室のタブレット端末・三階", "田中太郎@contoso.example", "ABCDEFGHIJ0123456789", mobile),
      ],
      "any",
    );
    const widths = widthsOf(wide, room);
    for (const choice of wide) {
      expect(widthOf(lineOf(choice, widths, room))).toBeLessThanOrEqual(room);
      expect(Math.max(...flowed(choice.about, room).map(widthOf))).toBeLessThanOrEqual(room);
    }
  });

  it("keep the end of a serial number that is cut, which tells two of one make apart", () => {
    const [choice] = choicesOf(
      [deviceOf("A-PHONE-WITH-A-NAME", "somebody@contoso.example", "R58N-0000-7741", mobile)],
      "any",
    );
    const line = choice && lineOf(choice, widthsOf([choice], 38), 38);
    expect(line).toMatch(/^A-PHONE-\S*…? +somebody@… {2}…N-0000-7741$/);
  });
});
