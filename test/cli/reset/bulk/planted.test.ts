import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { headerOf } from "../../../../cli/reset/bulk/results.ts";
import { seeded } from "../../../../tenant/seed/ids.ts";
import { resetsOf, serveCompanion } from "../../support/tenant.ts";
import { addFleet, ageResults, resetsOfFleet, runMany, serveFolder } from "./support.ts";

const served = serveCompanion();
const folder = serveFolder();
const { firstPhone, laptop, android } = seeded.managedDevices;
const fleetId = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
const never = "0001-01-01T00:00:00Z";

/** A results file of a list as somebody who can write there would make it. */
async function plant(from: string, entry: { line: number; id: string; state: string }): Promise<void> {
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
      message: expect.stringContaining("was written meanwhile"),
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
