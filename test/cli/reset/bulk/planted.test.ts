import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { headerOf } from "../../../../cli/reset/bulk/results.ts";
import { seeded } from "../../../../tenant/seed/ids.ts";
import { resetsOf, serveCompanion } from "../../support/tenant.ts";
import { addFleet, ageResults, printedIn, resetsOfFleet, runMany, serveFolder } from "./support.ts";

const served = serveCompanion();
const folder = serveFolder();
const { firstPhone, laptop, android } = seeded.managedDevices;
const fleetId = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
const never = "0001-01-01T00:00:00Z";

/** A results file of a list as somebody who can write there would make it. */
async function plant(
  from: string,
  entry: { line: number; id: string; state: string } & Record<string, unknown>,
): Promise<void> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256")
    .update(await readFile(from))
    .digest("hex");
  const about = { at: "2020-01-01T00:00:00Z", name: "FLEET-000", requestedAt: never, requestId: "planted" };
  const lines = [headerOf(hash), { ...about, ...entry }];
  await writeFile(`${from}.results.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

describe("a results file that somebody planted", () => {
  it.each([["asking"], ["unknown"], ["asked"]])(
    "resets no device that is not on the list, and shows no passcode of it: %s",
    async (state) => {
      const fleet = addFleet(served.tenant, 2);
      served.tenant.state.managedDevices.change(firstPhone, {
        passcodeResets: [{ requestedAt: Date.now() - 60_000, outcome: "done", passcode: "483920" }],
      });
      for (const list of [fleet, `id\n${fleetId(0)}\n${fleetId(1)}\n`]) {
        const from = await folder.file(list);
        await plant(from, { line: 2, id: firstPhone, state });
        await expect(runMany(served.tenant, { from })).rejects.toMatchObject({
          code: "otherDevice",
          message: expect.stringMatching(/Line 2: a reset of PHONE-01 .*is not the device that this line/),
        });
      }
      expect(served.posts()).toBe(0);
      expect(resetsOf(served.tenant, firstPhone)).toHaveLength(1);
      expect(resetsOfFleet(served.tenant)).toEqual([0, 0]);
    },
  );

  it.each([
    ["in capitals", (id: string) => id.toUpperCase()],
    ["in braces", (id: string) => `{${id}}`],
    ["between blanks", (id: string) => ` ${id} `],
  ])("resets no device that is not on the list by writing its id %s", async (_, written) => {
    for (const state of ["asking", "unknown", "asked"]) {
      const from = await folder.file("device\nNOBODY\n");
      await plant(from, { line: 2, id: written(firstPhone), state });
      await expect(runMany(served.tenant, { from })).rejects.toMatchObject({
        code: "otherDevice",
        message: expect.stringMatching(/Line 2: a reset of PHONE-01 .*is not the device that this line/),
      });
    }
    expect(served.posts()).toBe(0);
    expect(resetsOf(served.tenant, firstPhone)).toEqual([]);
  });

  it("may write the id of the line's own device in capitals, and has it reset once", async () => {
    const from = await folder.file("device\nPHONE-01\n");
    await plant(from, { line: 2, id: firstPhone.toUpperCase(), state: "asking" });
    expect((await runMany(served.tenant, { from })).ending).toBeUndefined();
    expect(resetsOf(served.tenant, firstPhone)).toHaveLength(1);
  });

  it("cannot have one device reset by two lines, whatever the case of its id", async () => {
    const from = await folder.file("device\nFLEET-000\nPHONE-01\n");
    await plant(from, { line: 2, id: firstPhone.toUpperCase(), state: "failed", code: "c", message: "m" });
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({
      code: "noDevice",
      message: expect.stringContaining("is meant by line 2 already"),
    });
    expect(served.posts()).toBe(0);
  });

  it.each([["asking"], ["unknown"]])(
    "resets nothing that its line of the list does not find, even where Graph has it by its id: %s",
    async (state) => {
      const id = "00000000-0000-4000-8000-00000000abcd";
      const { managedDevices } = served.tenant.state;
      const phone = managedDevices.get(firstPhone);
      const from = await folder.file("device\nNOBODY\n");
      await plant(from, { line: 2, id, state });
      served.tenant.faults.add(
        { match: { method: "GET", path: `${id}\\?` }, effect: { kind: "latency", milliseconds: 1 } },
        () => phone && managedDevices.put({ ...phone, id }),
      );
      const { ending, stdout } = await runMany(served.tenant, { from });
      expect(ending).toBe("unsure");
      expect(printedIn(stdout)).toMatchObject([{ line: 2, state: "unknown", passcode: null }]);
      expect(resetsOf(served.tenant, id)).toEqual([]);
      expect(managedDevices.get(id)).toBeDefined();
    },
  );

  it("that loses, meanwhile, the entry of a device that may only be looked at is refused", async () => {
    const from = await folder.file("device\nNOBODY\nPHONE-02\n");
    await plant(from, { line: 2, id: "00000000-0000-4000-8000-00000000abcd", state: "asking" });
    const answer = async () => {
      const [header] = (await readFile(`${from}.results.jsonl`, "utf8")).split("\n");
      await writeFile(`${from}.results.jsonl`, `${header}\n`);
      return true;
    };
    await expect(runMany(served.tenant, { from, yes: false }, { answer })).rejects.toMatchObject({
      code: "otherDevice",
      message: expect.stringContaining("was written in the meantime"),
    });
    expect(served.posts()).toBe(0);
  });

  it("cannot have the passcode of one device delivered as another's, also where the line means none", async () => {
    const from = await folder.file("device\nFLEET-000\n");
    await plant(from, { line: 2, id: firstPhone, state: "asked" });
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({ code: "otherDevice" });
  });

  it.each([["asking"], ["asked"]])("resets no device of a platform that is refused: %s", async (state) => {
    const from = await folder.file("device\nLAPTOP-01\n");
    await plant(from, { line: 2, id: laptop, state });
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({ code: "notSupported" });
    expect(resetsOf(served.tenant, laptop)).toEqual([]);
  });

  it("needs --allow-platform as a fresh line does", async () => {
    const from = await folder.file("device\nANDROID-01\n");
    await plant(from, { line: 2, id: android, state: "asking" });
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({ code: "notSupported" });
    expect((await runMany(served.tenant, { from, allowPlatform: "android" })).ending).toBeUndefined();
  });

  it("is asked about before it resets what it says may have been reset", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    await plant(from, { line: 2, id: fleetId(0), state: "asking" });
    const questions: string[] = [];
    const answer = async (question: string) => {
      questions.push(question);
      return false;
    };
    expect((await runMany(served.tenant, { from, yes: false }, { answer })).ending).toBe("failed");
    expect(questions).toHaveLength(1);
    expect(resetsOfFleet(served.tenant)).toEqual([0]);
  });

  it.each([["never"], [""]])("is refused where it says %j for a time", async (requestedAt) => {
    const from = await folder.file(addFleet(served.tenant, 1));
    await runMany(served.tenant, { from });
    const file = `${from}.results.jsonl`;
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(`"requestedAt":"${never}"`, `"requestedAt":"${requestedAt}"`));
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({ code: "badResults" });
  });

  it("that is written between the question and the run changes nothing of what was agreed to", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    const answer = async () => {
      await plant(from, { line: 2, id: firstPhone, state: "asked" });
      return true;
    };
    await expect(runMany(served.tenant, { from, yes: false }, { answer })).rejects.toMatchObject({
      code: "otherDevice",
      message: expect.stringContaining("was written in the meantime"),
    });
    expect(resetsOfFleet(served.tenant)).toEqual([0]);
    expect(resetsOf(served.tenant, firstPhone)).toEqual([]);
  });
});

describe("a device that was renamed since its reset was asked for", () => {
  it("is found in a list of ids, and refused with what to do in a list of names", async () => {
    const fleet = addFleet(served.tenant, 1);
    served.tenant.state.settings.passcodeDelayMilliseconds = 60_000;
    const [byName, byId] = [await folder.file(fleet), await folder.file(`id\n${fleetId(0)}\n`)];
    await runMany(served.tenant, { from: byName, timeout: 0.001 });
    served.tenant.state.managedDevices.change(fleetId(0), { passcodeResets: [] });
    await runMany(served.tenant, { from: byId, timeout: 0.001 });
    served.tenant.state.settings.passcodeDelayMilliseconds = 0;
    served.tenant.state.managedDevices.change(fleetId(0), { deviceName: "RENAMED" });
    expect((await runMany(served.tenant, { from: byId })).ending).toBeUndefined();
    await ageResults(`${byName}.results.jsonl`, 60);
    await expect(runMany(served.tenant, { from: byName })).rejects.toMatchObject({
      code: "otherDevice",
      hint: expect.stringContaining("renamed"),
    });
  });
});
