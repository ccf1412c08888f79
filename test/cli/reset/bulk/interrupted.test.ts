import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startPinReset } from "../../support/run.ts";
import { serveCompanion } from "../../support/tenant.ts";
import { keys, openTerminal } from "../../support/terminal.ts";
import {
  addFleet,
  ageResults,
  type Printed,
  passcodesOfFleet,
  printedIn,
  resetsOfFleet,
  serveFolder,
} from "./support.ts";

const served = serveCompanion();
const folder = serveFolder();
const size = 100;
const patience = 60_000;

function start(from: string) {
  return startPinReset(["reset", "--from", from, "--yes", "--output", "json"], served.tenant.env);
}

/** Acts when Graph gets the request of this number for a device of the fleet, before it is worked on. */
function atRequest(nth: number, act: () => void): void {
  served.tenant.faults.add(
    { match: { path: "/managedDevices/0" }, nth, effect: { kind: "latency", milliseconds: 1 } },
    act,
  );
}

/** What a process printed; one that was killed may leave half a line. */
function passcodesPrinted(stdouts: readonly string[]): Map<string, string | null> {
  const whole = stdouts.map((stdout) => stdout.slice(0, stdout.lastIndexOf("\n") + 1));
  const printed: Printed[] = whole.flatMap(printedIn);
  return new Map(printed.map(({ device, passcode }) => [device.name, passcode]));
}

/** A run that was killed early has written no results yet. */
function isMissing(error: unknown): void {
  if (!String(error).includes("ENOENT")) {
    throw error;
  }
}

/** A device takes part in three requests: what was there before, the reset, and a look at its result. */
const points = fc.sample(
  fc.tuple(fc.integer({ min: 1, max: 3 * size }), fc.integer({ min: 1, max: size / 2 })),
  { numRuns: 4, seed: 1703 },
);

describe("a run over a hundred devices", () => {
  it.each(points)(
    "that is killed at request %i, and the next at request %i, goes on with none twice and none lost",
    async (first, second) => {
      const from = await folder.file(addFleet(served.tenant, size));
      const stdouts: string[] = [];
      const codes: (number | null)[] = [];
      for (const nth of [first, second]) {
        const { child, ended } = start(from);
        atRequest(nth, () => child.kill("SIGKILL"));
        const { code, stdout } = await ended;
        served.tenant.faults.clear();
        stdouts.push(stdout);
        codes.push(code);
        // Of those whose reset was being asked for nobody can tell at once.
        await ageResults(`${from}.results.jsonl`, 20).catch(isMissing);
      }
      expect(codes[0]).toBeNull();
      const last = await start(from).ended;
      expect(last.stderr).toContain(`${size} succeeded, 0 failed, 0 still running.`);
      expect(last.code).toBe(0);
      expect(resetsOfFleet(served.tenant)).toEqual(Array(size).fill(1));
      const passcodes = passcodesOfFleet(served.tenant);
      expect(passcodesPrinted([...stdouts, last.stdout])).toEqual(passcodes);
      const results = await readFile(`${from}.results.jsonl`, "utf8");
      for (const passcode of passcodes.values()) {
        expect(results).not.toContain(`"${passcode}"`);
      }
    },
    patience,
  );

  it(
    "that is interrupted by Ctrl-C says how to go on, and goes on",
    async () => {
      const from = await folder.file(addFleet(served.tenant, size));
      const { child, ended } = start(from);
      atRequest(size + 30, () => child.kill("SIGINT"));
      const { code, stdout, stderr } = await ended;
      served.tenant.faults.clear();
      await ageResults(`${from}.results.jsonl`, 20);
      expect(code).toBe(130);
      expect(stderr).toMatch(/Interrupted.*goes on with the \d+ devices left and resets none twice/s);
      const last = await start(from).ended;
      expect(last.code).toBe(0);
      expect(resetsOfFleet(served.tenant)).toEqual(Array(size).fill(1));
      expect(passcodesPrinted([stdout, last.stdout])).toEqual(passcodesOfFleet(served.tenant));
    },
    patience,
  );

  it(
    "asks again, when the service says, for what the service refused to do",
    async () => {
      const from = await folder.file(addFleet(served.tenant, size));
      served.tenant.state.settings.deviceLimits = {
        any: { perTenant: 400, perApp: 400 },
        writes: { perTenant: 40, perApp: 40 },
        seconds: 1,
      };
      const { code, stdout } = await start(from).ended;
      const steps = served.tenant.requests.single({ userAgent: "pin-reset/" });
      expect(steps.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
      expect(code).toBe(0);
      expect(resetsOfFleet(served.tenant)).toEqual(Array(size).fill(1));
      expect(passcodesPrinted([stdout])).toEqual(passcodesOfFleet(served.tenant));
    },
    patience,
  );
});

describe("on a terminal", () => {
  it("the run asks once, shows a bar, and prints a line for each device", async () => {
    const from = await folder.file(addFleet(served.tenant, 5));
    const left = openTerminal(["reset", "--from", from], { env: served.tenant.env, columns: 120 });
    await left.see("(y/N)");
    left.type(keys.controlC);
    expect(await left.ended).toBe(130);
    expect(left.text).toContain("Interrupted. This run reset nothing.");

    const terminal = openTerminal(["reset", "--from", from], { env: served.tenant.env, columns: 120 });
    await terminal.see("Reset the passcodes of 5 devices (5 Windows 10 Mobile)?");
    terminal.type(`y${keys.enter}`);
    await terminal.see("of 5 devices:");
    await terminal.see("5 succeeded, 0 failed, 0 still running.");
    expect(await terminal.ended).toBe(0);
    for (const [name, passcode] of passcodesOfFleet(served.tenant)) {
      expect(terminal.text).toContain(`${name}: ${passcode} (visible until `);
    }
  });

  it.each([50, 80, 120])(
    "every line of it fits into %i columns, and so do those of the same command again",
    async (columns) => {
      const from = await folder.file(addFleet(served.tenant, 3));
      const results = join(dirname(from), `r${columns}`);
      const first = openTerminal(["reset", "--from", from, "--results", results], {
        env: served.tenant.env,
        columns,
      });
      await first.see(/Reset the passcodes of 3 devices[\s\S]*\(y\/N\)/);
      first.type(`y${keys.enter}`);
      expect(await first.ended).toBe(0);
      const args = ["reset", "--from", from, "--results", results, "--resume"];
      const again = openTerminal(args, { env: served.tenant.env, columns });
      await again.see(/3 of 3 devices were already done by an earlier\s+run\.\s+They are not reset again\./);
      await again.see(/3 succeeded, 0 failed, 0 still running\./);
      expect(await again.ended).toBe(0);
      for (const { raw } of [first, again]) {
        const lines = stripVTControlCharacters(raw).matchAll(/FLEET-00\d: [^\r\n]*/g);
        const device = [...lines].map(([line]) => line);
        expect(device).toHaveLength(3);
        expect(device.filter((line) => line.length > columns)).toEqual([]);
      }
      expect(first.raw).not.toMatch(/Mob\r?\n/);
      expect(again.text).toMatch(
        /FLEET-000: \d{6} \(visible until \d+ \w{3} \d\d:\d\d\),\s+already\s+done \d+ \w{3}/,
      );
      expect(resetsOfFleet(served.tenant)).toEqual([1, 1, 1]);
    },
  );

  it("a no resets nobody and leaves no file", async () => {
    const from = await folder.file(addFleet(served.tenant, 5));
    const terminal = openTerminal(["reset", "--from", from], { env: served.tenant.env });
    await terminal.see("Reset the passcodes of 5 devices");
    terminal.type(keys.enter);
    await terminal.see("This run reset nothing.");
    expect(await terminal.ended).toBe(1);
    expect(resetsOfFleet(served.tenant)).toEqual([0, 0, 0, 0, 0]);
    await expect(readFile(`${from}.results.jsonl`)).rejects.toThrow("ENOENT");
  });
});
