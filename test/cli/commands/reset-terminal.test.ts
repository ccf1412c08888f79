import { describe, expect, it } from "vitest";
import { seeded } from "../../../tenant/seed/ids.ts";
import { localTime } from "../../../text/local-time.ts";
import { resetsOf, serveCompanion } from "../support/tenant.ts";
import { keys, openTerminal } from "../support/terminal.ts";

const served = serveCompanion();
const { firstPhone, oldPhone, android } = seeded.managedDevices;
const hour = 60 * 60 * 1000;

function reset(args: readonly string[], options: { columns?: number; env?: Record<string, string> } = {}) {
  const { env, ...rest } = options;
  return openTerminal(["reset", ...args], { ...rest, env: { ...served.tenant.env, ...env } });
}

function passcodeOf(id: string): string {
  return resetsOf(served.tenant, id).at(-1)?.passcode ?? "none was set";
}

/** Lets the reset that runs on a device end as it may. */
function endReset(id: string, outcome: "done" | "failed"): void {
  served.tenant.state.managedDevices.change(id, {
    passcodeResets: resetsOf(served.tenant, id).map((one) => ({ ...one, outcome })),
  });
  served.tenant.state.settings.passcodeDelayMilliseconds = 0;
}

describe("pin-reset reset on a terminal", { timeout: 30_000 }, () => {
  it("lets a device be picked, asks, waits, and shows the passcode once, with its times", async () => {
    const terminal = reset([]);
    await terminal.see(/Which device\?[\s\S]*PHONE-01[\s\S]*⏎ select/);
    terminal.type(keys.down);
    await terminal.see("❯ PHONE-02");
    terminal.type("sam phone");
    await terminal.see(/sam phone\s+❯ PHONE-01 [^\n]*\s+1 of 7[^\n]*\s+Can be reset/);
    terminal.type(keys.enter);
    await terminal.see(
      /PHONE-01 \(Sam O'Neill, Windows 10 Mobile 10\.0\.15254\.603\), serial number\s+SN000001/,
    );
    await terminal.see("Reset the passcode of PHONE-01?");
    expect(served.posts()).toBe(0);
    terminal.type(`y${keys.enter}`);
    const shown = await terminal.see(/Visible until +[^\n]+\n[\s\S]+Sign-in options\./);
    expect(await terminal.ended).toBe(0);
    const passcode = passcodeOf(firstPhone);
    expect(shown).toMatch(new RegExp(`Passcode +${passcode}\n`));
    expect(terminal.text.split(passcode).length).toBe(2);
    const [, setAt = "", until = ""] = /Set at +(.+)\nVisible until +(.+), in Intune\n/.exec(shown) ?? [];
    const now = new Date();
    const inAWeek = new Date(now);
    inAWeek.setUTCDate(now.getUTCDate() + 7);
    expect([setAt, until].map((text) => text.replace(/ \d\d:\d\d$/, ""))).toEqual(
      [now, inAWeek].map((time) => localTime(time.toISOString()).replace(/ \d\d:\d\d$/, "")),
    );
    expect(served.posts()).toBe(1);
  });

  it.each([["n"], [""]])("resets nothing where the answer is %j", async (answer) => {
    const terminal = reset(["PHONE-01"]);
    await terminal.see("(y/N)");
    terminal.type(`${answer}${keys.enter}`);
    await terminal.see("Nothing was reset.");
    expect(await terminal.ended).toBe(1);
    expect(served.posts()).toBe(0);
  });

  it.each([
    ["at the list", [], "⏎ select"],
    ["at the question", ["PHONE-01"], "(y/N)"],
  ])("ends as interrupted at Ctrl-C %s", async (_where, args, prompt) => {
    const terminal = reset(args);
    await terminal.see(prompt);
    terminal.type(keys.controlC);
    expect(await terminal.ended).toBe(130);
    expect(terminal.text).toContain("Interrupted. Nothing was reset.");
    expect(served.posts()).toBe(0);
  });

  it("leaves the reset running at Ctrl-C, says how to come back, and comes back without another", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    const first = reset(["PHONE-01", "--yes"]);
    await first.see("PHONE-01: pending");
    first.type(keys.controlC);
    await first.see(`Interrupted: the reset of PHONE-01 goes on.`);
    const command = await first.see(/npm run pin-reset -- reset --resume \S+/);
    expect(await first.ended).toBe(130);

    const second = reset(command.slice(command.indexOf("--resume")).trim().split(" "));
    await second.see("PHONE-01: pending");
    endReset(firstPhone, "done");
    await second.see(new RegExp(`Passcode +${passcodeOf(firstPhone)}`));
    expect(await second.ended).toBe(0);
    expect(served.posts()).toBe(1);
  });

  it("says at Ctrl-C while the reset is asked for that it may go on", async () => {
    const effect = { kind: "latency", milliseconds: hour } as const;
    served.tenant.faults.add({ match: { path: "resetPasscode$" }, effect });
    const terminal = reset(["PHONE-01", "--yes"]);
    await terminal.see("asking Intune");
    terminal.type(keys.controlC);
    await terminal.see(/the reset of PHONE-01 may go on[\s\S]*--resume/);
    expect(await terminal.ended).toBe(130);
  });

  it("asks before it doubles a reset that runs already, also with --yes", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    const first = reset(["PHONE-01", "--yes", "--timeout", "0.001"]);
    expect(await first.ended).toBe(6);
    expect(first.text).toContain(`npm run pin-reset -- reset --resume ${firstPhone}`);

    for (const more of [[], ["--yes"]]) {
      const second = reset(["PHONE-01", ...more]);
      await second.see(/asked for at \d+ \w{3} \d\d:\d\d is still pending[\s\S]*--resume/);
      await second.see("Reset the passcode of PHONE-01 again? (y/N)");
      second.type(`n${keys.enter}`);
      expect(await second.ended).toBe(1);
      expect(second.text).toContain("Nothing was reset.");
    }
    expect(served.posts()).toBe(1);

    const third = reset(["PHONE-01"]);
    await third.see("Reset the passcode of PHONE-01 again? (y/N)");
    served.tenant.state.settings.passcodeDelayMilliseconds = 0;
    third.type(`y${keys.enter}`);
    await third.see(/Sign-in options\./);
    expect(await third.ended).toBe(0);
    expect(third.text).toContain(passcodeOf(firstPhone));
    expect(served.posts()).toBe(2);
  });

  it.each([
    ["runs", hour, "pending"],
    ["has ended by now, with a passcode that they may have passed on", 0, "done"],
  ])(
    "asks for no other where a reset that somebody else began while the question was open %s",
    async (_how, delay, state) => {
      const terminal = reset(["PHONE-01"]);
      await terminal.see("(y/N)");
      served.tenant.state.settings.passcodeDelayMilliseconds = delay;
      served.tenant.state.managedDevices.change(firstPhone, {
        passcodeResets: [{ requestedAt: Date.now(), outcome: "done", passcode: "000000" }],
      });
      terminal.type(`y${keys.enter}`);
      await terminal.see(
        new RegExp(
          `A reset of PHONE-01 that was asked for at \\S+ is ${state}; it was not reset\\s+again\\.`,
        ),
      );
      expect(await terminal.ended).toBe(1);
      expect(served.posts()).toBe(0);
    },
  );

  it("says at Ctrl-C after a lost answer that the reset may go on, and how to look for that one alone", async () => {
    const startedAt = new Date("2026-01-31T09:30:00Z");
    served.tenant.state.managedDevices.change(firstPhone, {
      passcodeResets: [{ requestedAt: startedAt.getTime(), outcome: "done", passcode: "000000" }],
    });
    const effect = { kind: "cut", when: "before" } as const;
    served.tenant.faults.add({ match: { path: "resetPasscode$" }, effect });
    const terminal = reset(["PHONE-01", "--yes"], { columns: 200 });
    await terminal.see("the answer was lost");
    terminal.type(keys.controlC);
    await terminal.see("the reset of PHONE-01 may go on: Graph's answer to it was lost.");
    await terminal.see(`--resume ${firstPhone} --after 2026-01-31T09:30:00Z`);
    expect(await terminal.ended).toBe(130);
  });

  it("never shows the passcode of an earlier reset", async () => {
    served.tenant.state.managedDevices.change(firstPhone, {
      passcodeResets: [{ requestedAt: Date.now() - 2 * hour, outcome: "done", passcode: "000000" }],
    });
    served.tenant.faults.add({ match: { path: "resetPasscode$" }, effect: { kind: "lag", reads: 1 } });
    const terminal = reset(["PHONE-01", "--yes"]);
    await terminal.see(/Passcode +\d{6}/);
    expect(terminal.text).toContain(passcodeOf(firstPhone));
    expect(await terminal.ended).toBe(0);
    expect(terminal.text).not.toContain("000000");
  });

  it("says plainly that a reset failed, and what to do", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    const terminal = reset(["PHONE-01", "--yes"]);
    await terminal.see("PHONE-01: pending");
    endReset(firstPhone, "failed");
    await terminal.see(/The reset of PHONE-01 failed on the device with error code 1[\s\S]*passcode policy/);
    expect(await terminal.ended).toBe(1);
    expect(terminal.text).not.toContain(passcodeOf(firstPhone));
  });

  it.each([
    ["an old phone", oldPhone, /older than 10\.0\.15063\.\s+The reset needs the Creators Update/],
    ["Android", android, /not documented for Android\.[\s\S]*--allow-platform android/],
  ])("refuses %s before anything is asked of it, also with --yes", async (_what, id, said) => {
    const terminal = reset([id, "--yes"]);
    await terminal.see(said);
    expect(await terminal.ended).toBe(4);
    expect(served.posts()).toBe(0);
  });

  it("resets Android where that is allowed", async () => {
    const terminal = reset(["ANDROID-01", "--yes", "--allow-platform", "android"]);
    await terminal.see(/Passcode +\d{6}/);
    expect(await terminal.ended).toBe(0);
    expect(resetsOf(served.tenant, android).length).toBe(1);
  });

  it("hands the passcode to the terminal's clipboard with --copy", async () => {
    const terminal = reset(["PHONE-01", "--yes", "--copy"]);
    await terminal.see("on the clipboard");
    expect(await terminal.ended).toBe(0);
    const encoded = Buffer.from(passcodeOf(firstPhone)).toString("base64");
    expect(terminal.raw).toContain(`\u001b]52;c;${encoded}\u0007`);
  });

  it("writes nothing but text and cursor moves with NO_COLOR, on a narrow terminal too", async () => {
    const terminal = reset(["PHONE-01"], { columns: 40, env: { NO_COLOR: "1" } });
    await terminal.see("(y/N)");
    terminal.type(`y${keys.enter}`);
    await terminal.see(/Passcode +\d{6}/);
    expect(await terminal.ended).toBe(0);
    expect(terminal.raw).not.toMatch(new RegExp(`${String.fromCharCode(27)}\\[\\d+(;\\d+)*m`));
  });

  it.each([50, 80, 120])("fits whose passcode it is, and what is next, into %i columns", async (columns) => {
    served.tenant.state.managedDevices.change(firstPhone, { userDisplayName: "Samantha Featherstonehaugh" });
    const terminal = reset(["PHONE-01", "--yes"], { columns });
    await terminal.see(/Sign-in\s+options\./);
    expect(await terminal.ended).toBe(0);
    const result = terminal.text.slice(terminal.text.lastIndexOf("Device "));
    expect(result.split("\n").filter((line) => line.length > columns)).toEqual([]);
    const said = result.replace(/\s+/g, " ");
    expect(said).toContain("Device PHONE-01 User Samantha Featherstonehaugh, sam@contoso.example Platform");
    expect(said).toContain(
      "Next: give the passcode to Samantha Featherstonehaugh. It unlocks PHONE-01; then they",
    );
    // Bold and green, and nothing else around it.
    expect(terminal.raw).toContain(`\u001b[1m\u001b[32m${passcodeOf(firstPhone)}\u001b[39m\u001b[22m`);
  });

  it("says with --vault too whose passcode is kept there", async () => {
    const terminal = reset(["PHONE-01", "--yes", "--vault", seeded.keyVault]);
    await terminal.see(/User +Sam O'Neill, sam@contoso\.example[\s\S]*Secret +https:/);
    expect(await terminal.ended).toBe(0);
    expect(terminal.text).not.toContain(passcodeOf(firstPhone));
  });
});
