import { readFile, writeFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { seeded } from "../../../../tenant/seed/ids.ts";
import { fakeStream } from "../../support/streams.ts";
import { addPhones, serveCompanion, storedPasscodes } from "../../support/tenant.ts";
import {
  addFleet,
  answersOf,
  passcodesIn,
  passcodesOfFleet,
  printedIn,
  resetsOfFleet,
  runMany,
  serveFolder,
} from "./support.ts";

const served = serveCompanion();
const folder = serveFolder();
const hour = 60 * 60 * 1000;
const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** A list of three: the first two are done, the third is refused, so that a second run has something left. */
async function ranOnce(options: object = {}): Promise<string> {
  const from = await folder.file(addFleet(served.tenant, 3));
  served.tenant.faults.add({
    match: { method: "POST", path: "000000000002/resetPasscode$" },
    effect: { kind: "status", status: 403 },
  });
  await runMany(served.tenant, { from, ...options });
  expect(resetsOfFleet(served.tenant)).toEqual([1, 1, 0]);
  return from;
}

describe("the same list again", () => {
  it("says how many an earlier run had done, before it asks about the rest, and doubles none", async () => {
    const from = await ranOnce();
    const questions: string[] = [];
    const { stdout, stderr } = await runMany(
      served.tenant,
      { from, yes: false, show: true },
      { answer: async (question) => questions.push(question) > 0 },
    );
    expect(stderr).toMatch(
      /2 of 3 devices were already done by an earlier run\. They are not reset again\. To see their results again, add --resume\./,
    );
    expect(questions).toEqual(["Reset the passcodes of 1 device (1 Windows 10 Mobile)?"]);
    expect(printedIn(stdout).map(({ device }) => device.name)).toEqual(["FLEET-002"]);
    expect(stderr).toContain(
      "3 succeeded, 0 failed, 0 still running. 2 of them were already done by an earlier run.",
    );
    expect(resetsOfFleet(served.tenant)).toEqual([1, 1, 1]);
  });

  it("says of a device whose reset failed then that it is not repeated", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    answersOf(served.tenant, 0, "failed");
    await runMany(served.tenant, { from });
    const { stderr } = await runMany(served.tenant, { from });
    expect(stderr).toContain(
      "The reset of 1 device ended without a passcode then. They are not reset again.",
    );
    const { stdout } = await runMany(served.tenant, { from, resume: true, show: true }, { format: "table" });
    expect(stdout).toMatch(/^FLEET-000: not reset again: The reset of FLEET-000 failed on the device/);
    expect(resetsOfFleet(served.tenant)).toEqual([1]);
  });
});

describe("--from with --resume", () => {
  it("prints again what was done, with each passcode that Intune still shows, and goes on with the rest", async () => {
    const from = await ranOnce();
    const { stdout, ending } = await runMany(served.tenant, { from, resume: true });
    expect(ending).toBeUndefined();
    expect(passcodesIn(stdout)).toEqual(passcodesOfFleet(served.tenant));
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => z.looseObject({}).parse(JSON.parse(line)));
    expect(lines.map(({ line, state, alreadyDone }) => [line, state, alreadyDone])).toEqual([
      [2, "done", true],
      [3, "done", true],
      [4, "done", undefined],
    ]);
    expect(resetsOfFleet(served.tenant)).toEqual([1, 1, 1]);
  });

  it("prints no passcode of another reset, and none that Intune does not show", async () => {
    const from = await ranOnce();
    const { managedDevices } = served.tenant.state;
    managedDevices.change(idOf(0), {
      passcodeResets: [{ requestedAt: Date.now() + hour, outcome: "done", passcode: "000000" }],
    });
    managedDevices.change(idOf(1), { passcodeResets: [] });
    const { stdout } = await runMany(served.tenant, { from, resume: true, show: true }, { format: "table" });
    expect(stdout).toMatch(/^FLEET-000: already done 20\S+Z \(another reset was asked for since\)\n/);
    expect(stdout).toMatch(/\nFLEET-001: already done 20\S+Z \(Intune does not show the reset any more\)\n/);
    expect(stdout).not.toContain("000000");
  });

  it("prints no passcode of a device that the list does not mean, whatever the results file says", async () => {
    const from = await ranOnce();
    const file = `${from}.results.jsonl`;
    const text = await readFile(file, "utf8");
    await writeFile(
      file,
      text.replaceAll(idOf(0), "here").replaceAll(idOf(1), idOf(0)).replaceAll("here", idOf(1)),
    );
    const { stdout } = await runMany(served.tenant, { from, resume: true });
    expect(printedIn(stdout).map(({ passcode }) => passcode)).toEqual([
      null,
      null,
      passcodesOfFleet(served.tenant).get("FLEET-002"),
    ]);
  });

  it("prints the secrets' links where a vault has the passcodes, and no passcode", async () => {
    const vault = seeded.keyVault;
    const from = await ranOnce({ vault });
    const { stdout } = await runMany(served.tenant, { from, resume: true, vault }, { format: "csv" });
    const rows = z.array(z.record(z.string(), z.string())).parse(parse(stdout, { columns: true }));
    expect(rows.map(({ name, state, passcode }) => [name, state, passcode])).toEqual([
      ["FLEET-000", "done", ""],
      ["FLEET-001", "done", ""],
      ["FLEET-002", "done", ""],
    ]);
    const names = storedPasscodes(served.tenant).map(({ name, version }) => `/secrets/${name}/${version}`);
    expect(rows.map(({ secret = "" }) => secret.slice(secret.indexOf("/secrets/"))).toSorted()).toEqual(
      names.toSorted(),
    );
  });

  it("puts passcodes of an earlier run neither on the screen nor elsewhere where --vault is to keep them", async () => {
    const from = await ranOnce();
    const passcodes = [...passcodesOfFleet(served.tenant).values()].filter(Boolean);
    const { stdout } = await runMany(served.tenant, { from, resume: true, vault: seeded.keyVault });
    const results = await readFile(`${from}.results.jsonl`, "utf8");
    expect(printedIn(stdout).map(({ passcode }) => passcode)).toEqual([null, null, null]);
    for (const passcode of passcodes) {
      expect(`${stdout}${results}`).not.toContain(`"${passcode}"`);
    }
  });

  it("resets nothing where there is no earlier run: the results may be elsewhere", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    await expect(runMany(served.tenant, { from, resume: true })).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("no earlier run"),
    });
    expect(resetsOfFleet(served.tenant)).toEqual([0, 0]);
  });
});

describe("two devices of one name", () => {
  it("are told apart before they are reset, and in the results", async () => {
    addPhones(served.tenant, [
      { deviceName: "FLEET-TWIN", lastSyncDateTime: "2019-03-04T12:00:00Z" },
      { deviceName: "FLEET-TWIN" },
      { deviceName: "FLEET-ONE" },
    ]);
    const from = await folder.file("serial number\nCOPY0\nCOPY1\nCOPY2\n");
    const options = { from, show: true };
    const { stdout, stderr } = await runMany(served.tenant, options, { format: "table" });
    expect(stderr).toMatch(
      /2 devices are named FLEET-TWIN: serial number COPY0, last check-in 4 Mar 2019 \S+; serial number COPY1, last/,
    );
    expect(
      stdout
        .replace(/: \d{6} .*/g, "")
        .trimEnd()
        .split("\n")
        .toSorted(),
    ).toEqual(["FLEET-ONE", "FLEET-TWIN (COPY0)", "FLEET-TWIN (COPY1)"]);
    const again = await runMany(served.tenant, { ...options, resume: true }, { format: "table" });
    expect(again.stdout).toMatch(/^FLEET-TWIN \(COPY0\): \d{6} .*already done/);
  });

  it("are listed with serial number and last check-in where a line means both", async () => {
    addPhones(served.tenant, [{ deviceName: "TWIN" }, { deviceName: "TWIN", serialNumber: null }]);
    const from = await folder.file("device\ntwin\n");
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({
      message: expect.stringMatching(
        /2 managed devices have device "twin": \S+ \(serial number COPY0, last check-in \S+Z\); \S+ \(last check-in \S+Z\)\./,
      ),
    });
  });
});

describe("a terminal", () => {
  it("gets the passcodes in color, and local times", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    const stdout = Object.assign(fakeStream(80), { getColorDepth: () => 8, hasColors: () => true });
    await runMany(served.tenant, { from }, { format: "table", stdout });
    expect(stdout.text).toMatch(/^FLEET-000: .*\d{6}.* \(visible until \d+ \w{3} \d\d:\d\d\)\n$/);
  });
});
