import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../../../tenant/seed/ids.ts";
import { leaksBelow, leaksIn, type Secret } from "../../../tools/chaos/leaks.ts";
import { type Run, startPinReset } from "../support/run.ts";
import { resetsOf, serveCompanion } from "../support/tenant.ts";
import { addFleet, ageResults } from "./bulk/support.ts";

const served = serveCompanion();
const { firstPhone } = seeded.managedDevices;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "passcodes-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Every passcode that the tenant has set; as a number by itself, since six digits may be part of an id. */
function passcodes(): Secret[] {
  const set = served.tenant.state.managedDevices.all().flatMap(({ passcodeResets }) => passcodeResets);
  return set.map(({ passcode }) => ({
    name: "a passcode",
    text: new RegExp(`(?<![\\w.-])${passcode}(?![\\w.-])`),
  }));
}

/** Runs the companion in the folder, where all that it writes goes, and as talkative as its libraries can be. */
function start(args: readonly string[]) {
  const talkative = { DEBUG: "*", AZURE_LOG_LEVEL: "verbose", PULUMI_DEBUG_PROVIDERS: "*" };
  const env = { ...served.tenant.env, HOME: folder, TMPDIR: folder, ...talkative };
  return startPinReset(["reset", "--timeout", "2", ...args], env, "", folder);
}

/** Each way in which a run ends, with the device's passcode set in the tenant. */
const runs: {
  readonly what: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly play?: () => void;
}[] = [
  { what: "shows it", args: ["PHONE-01", "--yes", "--show"], code: 0 },
  { what: "prints it as JSON", args: ["PHONE-01", "--yes", "--output", "json"], code: 0 },
  { what: "keeps it in a vault", args: ["PHONE-01", "--yes", "--vault", seeded.keyVault], code: 0 },
  {
    what: "loses Graph's answer to the reset",
    args: ["PHONE-01", "--yes", "--show"],
    code: 0,
    play: () =>
      served.tenant.faults.add({
        match: { method: "POST", path: "resetPasscode$" },
        effect: { kind: "cut", when: "after" },
      }),
  },
  {
    what: "is refused a look at the result",
    args: ["PHONE-01", "--yes", "--show"],
    code: 6,
    // The first of these reads what was there before. The next is refused, however fast the device answers.
    play: () =>
      served.tenant.faults.add({
        match: { path: "deviceActionResults" },
        nth: 2,
        count: "always",
        effect: { kind: "status", status: 400 },
      }),
  },
  {
    what: "cannot write to the vault after all",
    args: ["PHONE-01", "--yes", "--vault", seeded.keyVault],
    code: 1,
    play: () =>
      served.tenant.faults.add({
        match: { method: "PUT", path: "/secrets/passcode-" },
        count: "always",
        effect: { kind: "status", status: 403 },
      }),
  },
  { what: "resets a list", args: ["--from", "devices.csv", "--yes", "--show"], code: 0 },
];

async function expectNoLeak({ stderr }: Run): Promise<void> {
  expect(leaksIn("standard error", stderr, passcodes())).toEqual([]);
  expect(await leaksBelow(folder, passcodes())).toEqual([]);
}

describe("a passcode is in no file and on no standard error of a reset that", { timeout: 150_000 }, () => {
  it.each(runs)("$what", async ({ args, code, play }) => {
    await writeFile(join(folder, "devices.csv"), addFleet(served.tenant, 5));
    play?.();
    const ended = await start(args).ended;
    expect(ended.code, ended.stderr).toBe(code);
    expect(passcodes().length).toBeGreaterThan(0);
    await expectNoLeak(ended);
    await rm(join(folder, "devices.csv.results.jsonl"), { force: true });
  });

  it("is killed while it resets a list, and by its results file goes on", async () => {
    await writeFile(join(folder, "devices.csv"), addFleet(served.tenant, 20));
    const args = ["--from", "devices.csv", "--yes", "--output", "json"];
    const { child, ended } = start(args);
    served.tenant.faults.add(
      { match: { path: "/managedDevices/0" }, nth: 30, effect: { kind: "latency", milliseconds: 1 } },
      () => child.kill("SIGKILL"),
    );
    await expectNoLeak(await ended);
    expect(await readdir(folder)).toContain("devices.csv.results.jsonl");
    await ageResults(join(folder, "devices.csv.results.jsonl"), 20);
    const second = await start(args).ended;
    expect([second.code, passcodes().length]).toEqual([0, 20]);
    await expectNoLeak(second);
  });
});

describe("the scan", () => {
  it("finds a passcode where it is", async () => {
    const { stdout } = await start(["PHONE-01", "--yes", "--show"]).ended;
    const [{ passcode } = { passcode: "" }] = resetsOf(served.tenant, firstPhone);
    expect(leaksIn("standard output", stdout, passcodes())).toEqual([
      { kind: "leak", what: "a passcode is in standard output" },
    ]);
    expect(leaksIn("a log", JSON.stringify({ passcode }), passcodes())).toHaveLength(1);
  });
});
