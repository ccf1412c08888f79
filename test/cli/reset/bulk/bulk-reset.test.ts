import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { seeded } from "../../../../tenant/seed/ids.ts";
import { fakeStream } from "../../support/streams.ts";
import { serveCompanion, storedPasscodes } from "../../support/tenant.ts";
import {
  addFleet,
  ageResults,
  answersOf,
  passcodesIn,
  passcodesOfFleet,
  printedIn,
  resetsOfFleet,
  runMany,
  serveFolder,
  stepsOf,
} from "./support.ts";

const served = serveCompanion();
const folder = serveFolder();
const { firstPhone, secondPhone } = seeded.managedDevices;

const steps = (method: string, path: RegExp) => stepsOf(served.tenant, method, path);

describe("reset --from", () => {
  it("resets each device of the list once, and prints each passcode as it comes", async () => {
    const from = await folder.file(addFleet(served.tenant, 45));
    const { ending, stdout, stderr } = await runMany(served.tenant, { from });
    expect(ending).toBeUndefined();
    expect(stderr).toContain("45 succeeded, 0 failed, 0 still running.");
    expect(passcodesIn(stdout)).toEqual(passcodesOfFleet(served.tenant));
    expect(resetsOfFleet(served.tenant)).toEqual(Array(45).fill(1));
  });

  it("reads the devices once, and travels in batches of twenty", async () => {
    const from = await folder.file(addFleet(served.tenant, 40));
    await runMany(served.tenant, { from }, { timing: { pauses: { first: 500, longest: 500 } } });
    expect(steps("GET", /managedDevices\?/)).toHaveLength(1);
    expect(steps("POST", /resetPasscode$/)).toHaveLength(40);
    const trips = served.tenant.requests.graph("pin-reset/");
    expect(trips.filter((trip) => trip.steps.some(({ method }) => method === "POST"))).toHaveLength(2);
  });

  it("takes the list from standard input", async () => {
    const results = folder.path();
    const { stdout } = await runMany(
      served.tenant,
      { from: "-", results },
      { input: `id\n${firstPhone}\n${secondPhone.toUpperCase()}\n` },
    );
    expect(
      printedIn(stdout)
        .map(({ line, device, state }) => [line, device.id, state])
        .toSorted(),
    ).toEqual([
      [2, firstPhone, "done"],
      [3, secondPhone, "done"],
    ]);
  });

  it("lets the others go on where devices fail, and says of each what came of it", async () => {
    const from = await folder.file(addFleet(served.tenant, 8));
    answersOf(served.tenant, 2, "failed");
    answersOf(served.tenant, 5, "notSupported");
    const { ending, stdout, stderr } = await runMany(served.tenant, { from });
    expect(ending).toBe("partly");
    expect(stderr).toContain("6 succeeded, 2 failed, 0 still running.");
    const states = new Map(
      printedIn(stdout).map(({ device, state, error }) => [device.name, [state, error?.code]]),
    );
    expect(states.get("FLEET-002")).toEqual(["failed", "resetFailed"]);
    expect(states.get("FLEET-005")).toEqual(["notSupported", "notSupported"]);
    expect(states.get("FLEET-007")).toEqual(["done", undefined]);
  });

  it("ends as failed where no device has a new passcode", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    answersOf(served.tenant, 0, "failed");
    answersOf(served.tenant, 1, "failed");
    expect((await runMany(served.tenant, { from })).ending).toBe("failed");
  });

  it("does not go on with a device that has failed, but with one that was refused", async () => {
    const from = await folder.file(addFleet(served.tenant, 3));
    answersOf(served.tenant, 0, "failed");
    served.tenant.faults.add({
      match: { method: "POST", path: "000000000001/resetPasscode$" },
      effect: { kind: "status", status: 403 },
    });
    const first = await runMany(served.tenant, { from });
    expect(first.stderr).toContain("1 succeeded, 1 failed, 1 still running. The same command goes on");
    const second = await runMany(served.tenant, { from });
    expect(printedIn(second.stdout).map(({ device, state }) => [device.name, state])).toEqual([
      ["FLEET-001", "done"],
    ]);
    expect(second.ending).toBe("partly");
    expect(resetsOfFleet(served.tenant)).toEqual([1, 1, 1]);
  });

  it("waits no longer than it may, and the next run comes back to the same reset", async () => {
    const from = await folder.file(addFleet(served.tenant, 3));
    served.tenant.state.settings.passcodeDelayMilliseconds = 60_000;
    const { ending, stdout, stderr } = await runMany(served.tenant, { from, timeout: 0.005 });
    expect(ending).toBe("failed");
    expect(printedIn(stdout).map(({ state }) => state)).toEqual(Array(3).fill("stillRunning"));
    expect(stderr).toContain("0 succeeded, 0 failed, 3 still running.");
    served.tenant.state.settings.passcodeDelayMilliseconds = 0;
    const second = await runMany(served.tenant, { from });
    expect(passcodesIn(second.stdout)).toEqual(passcodesOfFleet(served.tenant));
    expect(resetsOfFleet(served.tenant)).toEqual([1, 1, 1]);
  });

  it("goes on with a device that has left Intune since as one that cannot be found", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    served.tenant.state.settings.passcodeDelayMilliseconds = 60_000;
    await runMany(served.tenant, { from, timeout: 0.005 });
    served.tenant.state.settings.passcodeDelayMilliseconds = 0;
    served.tenant.state.managedDevices.remove("00000000-0000-4000-8000-000000000001");
    const { stdout } = await runMany(served.tenant, { from });
    expect(
      printedIn(stdout)
        .map(({ device, state, error }) => [device.name, state, error?.code])
        .toSorted(),
    ).toEqual([
      ["FLEET-000", "done", undefined],
      ["FLEET-001", "error", "notFound"],
    ]);
  });
});

describe("a vault", () => {
  it("keeps the passcodes, and the links of its secrets are printed and written down in their place", async () => {
    const from = await folder.file(addFleet(served.tenant, 3));
    const { ending, stdout } = await runMany(
      served.tenant,
      { from, vault: seeded.keyVault },
      { format: "table" },
    );
    expect(ending).toBeUndefined();
    const secrets = storedPasscodes(served.tenant);
    const passcodes = [...passcodesOfFleet(served.tenant).values()];
    expect(secrets.map(({ value }) => value).toSorted()).toEqual(passcodes.toSorted());
    const written = await readFile(`${from}.results.jsonl`, "utf8");
    for (const { name, version } of secrets) {
      expect(stdout).toContain(`/secrets/${name}/${version}\n`);
      expect(written).toContain(`/secrets/${name}/${version}"`);
    }
    for (const passcode of passcodes) {
      expect(stdout.split(/\W+/)).not.toContain(passcode);
    }
  });

  it("that takes no secret is seen before anybody is reset", async () => {
    const from = await folder.file(addFleet(served.tenant, 3));
    await expect(runMany(served.tenant, { from, vault: "unknown-vault" })).rejects.toThrow("unknown-vault");
    expect(resetsOfFleet(served.tenant)).toEqual([0, 0, 0]);
  });
});

describe("a vault that can be read and not written", () => {
  it("is seen before anybody is reset", async () => {
    const from = await folder.file(addFleet(served.tenant, 3));
    const match = { method: "PUT", path: "^/secrets/" };
    served.tenant.faults.add({ match, count: "always", effect: { kind: "status", status: 403 } });
    await expect(runMany(served.tenant, { from, vault: seeded.keyVault })).rejects.toMatchObject({
      code: "vaultForbidden",
    });
    expect(resetsOfFleet(served.tenant)).toEqual([0, 0, 0]);
  });
});

describe("what stands in the way of all devices", () => {
  it("stops the run, which says how to go on", async () => {
    const from = await folder.file(addFleet(served.tenant, 30));
    served.tenant.faults.add({
      match: { path: "resetPasscode$" },
      count: "always",
      effect: { kind: "status", status: 401 },
    });
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({
      code: "unauthorized",
      hint: expect.stringContaining("goes on with the 30 devices left and resets none twice"),
    });
    served.tenant.faults.clear();
    // Of those whose request was on its way when the run stopped nobody can tell at once.
    await ageResults(`${from}.results.jsonl`, 20);
    expect((await runMany(served.tenant, { from })).ending).toBeUndefined();
    expect(resetsOfFleet(served.tenant)).toEqual(Array(30).fill(1));
  });
});
describe("the passcodes of many devices", () => {
  it("are printed a line each with --show", async () => {
    const from = await folder.file(addFleet(served.tenant, 3));
    const { stdout } = await runMany(served.tenant, { from, show: true }, { format: "table" });
    const lines = stdout.trimEnd().split("\n").toSorted();
    expect(lines.map((line) => line.replace(/ \(Intune shows it until .*Z\)$/, ""))).toEqual(
      [...passcodesOfFleet(served.tenant)].map(([name, passcode]) => `${name}: ${passcode}`).toSorted(),
    );
  });

  it("are in a vault where CSV is asked for: it has one header, each link, and no name that is a formula", async () => {
    const from = await folder.file(addFleet(served.tenant, 2, { operatingSystem: "=1+1" }));
    answersOf(served.tenant, 1, "failed");
    const vault = seeded.keyVault;
    const { stdout } = await runMany(served.tenant, { from, vault }, { format: "csv" });
    const rows = z.array(z.record(z.string(), z.string())).parse(parse(stdout, { columns: true }));
    expect(
      rows
        .map(({ name, operatingSystem, state, passcode, code }) => [
          name,
          operatingSystem,
          state,
          passcode,
          code,
        ])
        .toSorted(),
    ).toEqual([
      ["FLEET-000", "'=1+1", "done", "", ""],
      ["FLEET-001", "'=1+1", "failed", "", "resetFailed"],
    ]);
    expect(rows.map(({ secret }) => secret).join("")).toMatch(/^https:/);
    const hints = new Map(rows.map(({ name, hint }) => [name, hint]));
    expect(hints.get("FLEET-000")).toBe("");
    expect(hints.get("FLEET-001")).toContain("check that one is assigned");
  });

  it("is a reader who has gone, too: what was not printed is printed by the next run", async () => {
    const from = await folder.file(addFleet(served.tenant, 5));
    const stdout = fakeStream();
    stdout.destroy();
    await expect(runMany(served.tenant, { from }, { stdout })).rejects.toMatchObject({ code: "notPrinted" });
    const second = await runMany(served.tenant, { from });
    expect(passcodesIn(second.stdout)).toEqual(passcodesOfFleet(served.tenant));
    expect(resetsOfFleet(served.tenant)).toEqual(Array(5).fill(1));
  });
});
