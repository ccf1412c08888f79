import { describe, expect, it } from "vitest";
import { seeded } from "../../../tenant/seed/ids.ts";
import { jsonIn, phone, serveReset } from "../support/reset.ts";
import { resetsOf } from "../support/tenant.ts";

const { served, reset, passcode } = serveReset();
const { firstPhone, oldPhone } = seeded.managedDevices;
const hour = 60 * 60 * 1000;

describe("pin-reset reset after its request", { timeout: 30_000 }, () => {
  it("is an error of its own where the time to wait is over", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    const { code, stdout, stderr } = await reset(
      "PHONE-01",
      "--yes",
      "--output",
      "json",
      "--timeout",
      "0.01",
    );
    expect([code, stdout]).toEqual([6, ""]);
    expect(jsonIn(stderr)).toMatchObject({
      error: { code: "stillRunning", hint: expect.stringContaining(`--resume ${firstPhone}`) },
    });
  });

  it("says of a reset that ended while nobody looked how it ended, with --resume", async () => {
    served.tenant.state.managedDevices.change(firstPhone, {
      passcodeResets: [{ requestedAt: Date.now() - hour, outcome: "done", passcode: "483920" }],
    });
    const { code, stdout } = await reset("--resume", "PHONE-01", "--output", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ device: phone, passcode: "483920", requestId: null });
    expect(served.posts()).toBe(0);
  });

  it("resets nothing with --resume where nothing runs", async () => {
    const { code, stderr } = await reset("--resume", "PHONE-01", "--show");
    expect(code).toBe(1);
    expect(stderr).toContain("Intune shows no reset of PHONE-01");
    expect(served.posts()).toBe(0);
  });

  it("passes on that a device does not support the reset after all", async () => {
    served.tenant.state.managedDevices.change(oldPhone, {
      passcodeResets: [{ requestedAt: Date.now() - hour, outcome: "notSupported", passcode: "000000" }],
    });
    const { code, stdout, stderr } = await reset("--resume", oldPhone, "--show");
    expect([code, stdout]).toEqual([4, ""]);
    expect(stderr).toContain("PHONE-OLD answered that it does not support the reset.");
  });

  describe("whose answer from Graph is lost", () => {
    const lose = (effect: Parameters<typeof served.tenant.faults.add>[0]["effect"], reads = 0) => {
      const match = { method: "POST", path: "resetPasscode$" };
      served.tenant.faults.add({ match, effect });
      if (reads > 0) {
        served.tenant.faults.add({ match, effect: { kind: "lag", reads } });
      }
    };
    const gatewayTimeout = { kind: "status", status: 504, when: "after" } as const;
    const addEarlierReset = () => {
      const startedAt = "2026-01-31T09:30:00Z";
      served.tenant.state.managedDevices.change(firstPhone, {
        passcodeResets: [{ requestedAt: Date.parse(startedAt), outcome: "done", passcode: "000000" }],
      });
      return startedAt;
    };

    it("looks until the reset shows, posts no second one, and shows that one's passcode alone", async () => {
      addEarlierReset();
      lose(gatewayTimeout, 2);
      const { code, stdout } = await reset("PHONE-01", "--yes", "--output", "json");
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ passcode: passcode() });
      expect(resetsOf(served.tenant, firstPhone)).toHaveLength(2);
      expect(served.posts()).toBe(1);
    });

    it("is not known to be current where Graph fails too while it is looked for", async () => {
      lose({ kind: "cut", when: "after" });
      const effect = { kind: "status", status: 400 } as const;
      served.tenant.faults.add({
        match: { path: "deviceActionResults" },
        nth: 2,
        count: "always",
        effect,
      });
      const { code, stdout, stderr } = await reset("PHONE-01", "--yes", "--output", "json");
      expect([code, stdout]).toEqual([8, ""]);
      expect(jsonIn(stderr)).toMatchObject({
        error: {
          code: "rejected",
          hint: expect.stringMatching(/may go on: Graph's answer to it was lost\.[\s\S]*--resume/),
        },
      });
    });

    it("says that the outcome is unknown where none shows, and how to look for that one alone", async () => {
      const after = addEarlierReset();
      lose(gatewayTimeout, 10_000);
      const args = ["PHONE-01", "--yes", "--output", "json", "--timeout", "0.01"];
      const { code, stdout, stderr } = await reset(...args);
      expect([code, stdout]).toEqual([8, ""]);
      const resume = `pin-reset -- reset --resume ${firstPhone} --after ${after}`;
      expect(jsonIn(stderr)).toMatchObject({
        error: { code: "unknownOutcome", hint: expect.stringContaining(resume) },
      });
      expect(served.posts()).toBe(1);

      const look = ["--resume", firstPhone, "--after", after, "--show"];
      const early = await reset(...look);
      expect([early.code, early.stdout]).toEqual([8, ""]);
      expect(early.stderr).toContain(`shows no reset of PHONE-01`);
      while (served.tenant.state.managedDevices.read(firstPhone)?.passcodeResets.length === 1) {}
      const later = await reset(...look);
      expect([later.code, later.stdout]).toEqual([0, expect.stringContaining(passcode())]);
      expect(later.stdout).not.toContain("000000");
      expect(served.posts()).toBe(1);
    });
  });

  it("never takes a result in a state that it does not know for none, and an earlier passcode for the newest", async () => {
    const at = (ago: number) => ({ requestedAt: Date.now() - ago, passcode: "000000" });
    served.tenant.state.managedDevices.change(firstPhone, {
      passcodeResets: [
        { ...at(hour), outcome: "done" },
        { ...at(hour / 2), outcome: "unknownFutureValue" as "done" },
      ],
    });
    const { code, stdout } = await reset("--resume", "PHONE-01", "--show", "--timeout", "0.01");
    expect([code, stdout]).toEqual([6, ""]);
  });

  it("says how to come back where Graph fails while it waits, and does not pass for a reset that failed", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    const effect = { kind: "status", status: 400 } as const;
    served.tenant.faults.add({ match: { path: "deviceActionResults" }, nth: 3, count: "always", effect });
    const { code, stderr } = await reset("PHONE-01", "--yes", "--output", "json");
    expect(code).toBe(6);
    expect(jsonIn(stderr)).toMatchObject({
      error: {
        code: "rejected",
        hint: expect.stringMatching(
          new RegExp(`The reset of PHONE-01 goes on\\.[\\s\\S]*--resume ${firstPhone}$`),
        ),
      },
    });
    expect(stderr).not.toContain(passcode());
  });
});
