import { describe, expect, it } from "vitest";
import { serveCompanion } from "../../support/tenant.ts";
import {
  addFleet,
  ageResults,
  passcodesIn,
  passcodesOfFleet,
  printedIn,
  resetsOfFleet,
  runMany,
  serveFolder,
  statesIn,
  stepsOf,
} from "./support.ts";

const served = serveCompanion();
const folder = serveFolder();
const cut = (when: "before" | "after") => ({ kind: "cut", when }) as const;
const gatewayTimeout = { kind: "status", status: 504, when: "after" } as const;

/** Faults of one reset of the fleet: its answer is lost, and what it did shows after so many looks. */
function loseAnswer(effect: Parameters<typeof served.tenant.faults.add>[0]["effect"], lagReads = 0): void {
  const match = { method: "POST", path: "000000000001/resetPasscode$" };
  served.tenant.faults.add({ match, effect });
  if (lagReads > 0) {
    served.tenant.faults.add({ match, effect: { kind: "lag", reads: lagReads } });
  }
}

/** Lets what the reset did show from now on. */
function lagEnds(): void {
  const { managedDevices } = served.tenant.state;
  while (managedDevices.read("00000000-0000-4000-8000-000000000001")?.passcodeResets.length === 0) {}
}

const resetPosts = () => stepsOf(served.tenant, "POST", /resetPasscode$/).length;

describe("a reset whose answer was lost", () => {
  it.each([
    ["after the work of a batch was done", "\\$batch$", 2, cut("after")],
    ["in the middle of a batch", "010/resetPasscode$", 1, gatewayTimeout],
    ["with a gateway's error for a whole batch", "\\$batch$", 2, gatewayTimeout],
  ])("is found, and not sent again: %s", async (_when, path, nth, effect) => {
    const from = await folder.file(addFleet(served.tenant, 20));
    // The first batch of all reads the earlier results, the second asks.
    served.tenant.faults.add({ match: { method: "POST", path }, nth, effect });
    const { ending, stdout } = await runMany(
      served.tenant,
      { from },
      { timing: { lostAnswerMilliseconds: 60_000 } },
    );
    expect(ending).toBeUndefined();
    expect(resetsOfFleet(served.tenant)).toEqual(Array(20).fill(1));
    expect(passcodesIn(stdout)).toEqual(passcodesOfFleet(served.tenant));
  });

  it("is never sent again by the same run, however late it shows, and only its passcode is delivered", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    loseAnswer(gatewayTimeout, 30);
    const { ending, stdout } = await runMany(
      served.tenant,
      { from },
      { timing: { lostAnswerMilliseconds: 60_000 } },
    );
    expect(ending).toBeUndefined();
    expect(resetPosts()).toBe(2);
    expect(passcodesIn(stdout)).toEqual(passcodesOfFleet(served.tenant));
  });

  it("is unknown where it does not show in minutes: the exit code says so, and how to look", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    loseAnswer(gatewayTimeout, 10_000);
    const { ending, stdout, stderr } = await runMany(served.tenant, { from });
    expect(ending).toBe("unsure");
    const lost = printedIn(stdout).find(({ line }) => line === 3);
    expect(lost).toMatchObject({ state: "unknown", passcode: null, error: { code: "unknownOutcome" } });
    expect(lost?.error?.hint).toContain(`pin-reset -- reset --resume ${lost?.device.id}`);
    expect(stderr).toContain(
      "1 succeeded, 0 failed, 1 still running. Whether the reset of 1 device was carried out is unknown",
    );
    expect((await statesIn(`${from}.results.jsonl`)).get(3)).toEqual(["asking", "unknown"]);
  });

  it("is left alone by a run minutes later, which finds it when it shows", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    loseAnswer(gatewayTimeout, 10_000);
    await runMany(served.tenant, { from });
    await ageResults(`${from}.results.jsonl`, 10);
    expect((await runMany(served.tenant, { from })).ending).toBe("unsure");
    expect(resetPosts()).toBe(2);
    lagEnds();
    const { ending, stdout } = await runMany(served.tenant, { from });
    expect(ending).toBeUndefined();
    expect(resetPosts()).toBe(2);
    expect(passcodesIn(stdout).get("FLEET-001")).toBe(passcodesOfFleet(served.tenant).get("FLEET-001"));
  });

  it("is sent again by a later run alone, when none has shown a quarter of an hour after", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    loseAnswer(cut("before"));
    expect((await runMany(served.tenant, { from })).ending).toBe("unsure");
    expect(resetsOfFleet(served.tenant)).toEqual([1, 0]);
    await ageResults(`${from}.results.jsonl`, 20);
    const { ending, stdout } = await runMany(served.tenant, { from });
    expect(ending).toBeUndefined();
    expect(resetsOfFleet(served.tenant)).toEqual([1, 1]);
    expect(passcodesIn(stdout).get("FLEET-001")).toBe(passcodesOfFleet(served.tenant).get("FLEET-001"));
  });

  it("counts as one that may be reset again with --dry-run and in the prompt", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    loseAnswer(cut("before"));
    await runMany(served.tenant, { from });
    const { stdout, stderr } = await runMany(served.tenant, { from, dryRun: true, yes: false });
    expect(JSON.parse(stdout)).toMatchObject([
      { line: 3, name: "FLEET-001", step: "look for its reset; perhaps reset it again" },
    ]);
    expect(stderr).toContain("0 would be reset, 1 may be reset again, 0 waited for, 1 left alone");
    const questions: string[] = [];
    await runMany(
      served.tenant,
      { from, yes: false },
      {
        answer: async (question) => {
          questions.push(question);
          return false;
        },
      },
    );
    expect(questions).toEqual([
      "Reset the passcodes of 1 device (1 Windows 10 Mobile), 1 of them perhaps a second time?",
    ]);
  });

  it("counts as perhaps asked for where the looks fail too", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    served.tenant.faults.add({ match: { path: "\\$batch$" }, nth: 2, effect: cut("after") });
    served.tenant.faults.add({
      match: { path: "deviceActionResults" },
      nth: 3,
      count: "always",
      effect: { kind: "status", status: 400 },
    });
    const { ending, stderr } = await runMany(served.tenant, { from });
    expect(ending).toBe("unsure");
    expect(stderr).toContain("0 succeeded, 0 failed, 2 still running.");
    served.tenant.faults.clear();
    expect((await runMany(served.tenant, { from })).ending).toBeUndefined();
    expect(resetsOfFleet(served.tenant)).toEqual([1, 1]);
  });
});

describe("a passcode that a later reset replaces", () => {
  const laterReset = () => {
    const id = "00000000-0000-4000-8000-000000000001";
    const { passcodeResets = [] } = served.tenant.state.managedDevices.get(id) ?? {};
    const later = { requestedAt: Date.now() + 1000, outcome: "done", passcode: "999999" } as const;
    served.tenant.state.managedDevices.change(id, { passcodeResets: [...passcodeResets, later] });
  };

  it("is not delivered as the current one: the run names the device, and its exit code says so", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    served.tenant.state.settings.passcodeDelayMilliseconds = 0;
    // The look at its result; then somebody else resets it, before the run has ended.
    served.tenant.faults.add(
      {
        match: { method: "GET", path: "000000000001\\?" },
        nth: 3,
        effect: { kind: "latency", milliseconds: 1 },
      },
      laterReset,
    );
    const { ending, stderr } = await runMany(served.tenant, { from });
    expect(ending).toBe("unsure");
    expect(stderr).toMatch(
      /A later reset of FLEET-001, of \S+, replaces the passcode[\s\S]*--resume \S+01 --after/,
    );
    expect(stderr).toContain("The passcodes of 1 device were replaced by later resets.");
    expect((await statesIn(`${from}.results.jsonl`)).get(3)).toEqual([
      "asking",
      "asked",
      "done",
      "superseded",
    ]);
    expect((await runMany(served.tenant, { from })).ending).toBe("unsure");
    expect(resetPosts()).toBe(2);
  });
});

describe("two lists with the same devices", () => {
  it("reset none of them twice: a reset that runs is noticed, and named", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = 60 * 60_000;
    const text = addFleet(served.tenant, 3);
    const [one, other] = [await folder.file(text), await folder.file(text.replace("FLEET-000\n", ""))];
    await runMany(served.tenant, { from: one, timeout: 0.001 });
    const { ending, stdout, stderr } = await runMany(served.tenant, { from: other, timeout: 0.001 });
    expect(ending).toBe("failed");
    expect(printedIn(stdout).map(({ state, error }) => [state, error?.code])).toEqual(
      Array(2).fill(["notAsked", "alreadyRunning"]),
    );
    expect(stderr).toContain("0 succeeded, 0 failed, 2 still running.");
    expect(resetsOfFleet(served.tenant)).toEqual([1, 1, 1]);
  });
});
