import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { TenantOutcome } from "../../../fleet/outcome.ts";
import { displayRun } from "../../../fleet/progress/run-display.ts";
import type { RunEvent } from "../../../fleet/run/run-state.ts";
import { fakeStream } from "../../cli/support/streams.ts";
import { drifted, failed, outcome, planOf } from "../support/outcomes.ts";
import { screenOf } from "../support/screen.ts";

const at = "2026-11-27T07:15:00.000Z";
const names = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);
const plan = planOf({ canary: names(3, "canary"), "a ring with a long name": names(200, "broad") });

const started = (tenant: string): RunEvent => ({ type: "started", at, tenant });
const doing = (tenant: string, text: string): RunEvent => ({ type: "progress", at, tenant, text });
const settled = (one: TenantOutcome): RunEvent => ({ type: "settled", at, outcome: one });

type Options = {
  columns?: number;
  piped?: boolean;
  before?: readonly TenantOutcome[];
  linesAreData?: boolean;
};

async function display({ columns, piped = false, before = [], linesAreData = true }: Options) {
  const stdout = fakeStream(piped ? undefined : columns);
  const stderr = fakeStream(columns);
  const shown = await displayRun({ rings: plan.rings, settled: before, stdout, stderr, linesAreData });
  return { ...shown, stdout, stderr, drawn: () => pause(250) };
}

describe("a run on a terminal", () => {
  it.each([[50], [80], [200]])(
    "has a bar for each ring and what runs now, each on one of %i columns",
    async (columns) => {
      const { show, stop, stderr, drawn } = await display({ columns });
      show(settled(outcome("canary-1")));
      show(settled(failed("canary-2")));
      for (const tenant of names(9, "broad")) {
        show(started(tenant));
        show(doing(tenant, "refreshing the stack"));
      }
      await drawn();
      const screen = screenOf(stderr.text, columns);
      stop();

      expect(screen.every((line) => line.length < columns)).toBe(true);
      const [canary = "", broad = "", now = ""] = screen.slice(-3);
      expect(canary).toMatch(/^canary +\[=+-+\] +2\/3 {2}1 failed$/);
      expect(broad).toMatch(/^a ring with a l… \[-+\] +0\/200$/);
      expect(now).toMatch(/^broad-1: refreshing the stack;.* more$/);
    },
  );

  it("says what failed above the bars, with its hint, and leaves nothing of a bar on those lines", async () => {
    const { show, stop, stderr, drawn } = await display({ columns: 50 });
    await drawn();
    show(settled(failed("canary-1")));
    await drawn();
    show(settled(failed("canary-2")));
    await drawn();
    const screen = screenOf(stderr.text, 50);
    stop();

    expect(screen.join("\n")).toMatch(
      /^canary-1 {2}ring canary {2}failed {2}forbidden: Graph\n {2}refused the call\. {2}1\.2 s\n {2}Grant Group\.Read\.All\.\ncanary-2 {2}ring/,
    );
    expect(screen.filter((line) => line.startsWith("canary ")).length).toBe(1);
  });

  it("takes the bars away in the end, and gives the cursor and the wrapping of lines back", async () => {
    const { show, stop, stderr, drawn } = await display({ columns: 80 });
    show(settled(failed("canary-1")));
    await drawn();
    stop();

    expect(screenOf(stderr.text, 80).filter((line) => line.includes("["))).toEqual([]);
    expect(stderr.text.lastIndexOf("\u001b[?25h")).toBeGreaterThan(stderr.text.lastIndexOf("\u001b[?25l"));
    expect(stderr.text.lastIndexOf("\u001b[?7h")).toBeGreaterThan(stderr.text.lastIndexOf("\u001b[?7l"));
  });

  it("shows a failure that came last, although nothing was drawn after it", async () => {
    const { show, stop, stderr } = await display({ columns: 80 });
    show(settled(failed("canary-1")));
    stop();
    expect(screenOf(stderr.text, 80).join("\n")).toContain("Grant Group.Read.All.");
  });

  it("counts what ended before a run was resumed, once", async () => {
    const before = [outcome("canary-1"), failed("canary-2")];
    const { show, stop, stderr, drawn } = await display({ columns: 80, before });
    show(settled(failed("canary-2")));
    await drawn();
    const screen = screenOf(stderr.text, 80);
    stop();
    expect(screen.at(-3)).toMatch(/2\/3 {2}1 failed$/);
    expect(screen.join("\n")).not.toContain("forbidden");
  });

  it("has one bar for all rings where the terminal is too low for them", async () => {
    const rings = planOf(
      Object.fromEntries(names(40, "ring").map((name) => [name, [`${name}-tenant`]])),
    ).rings;
    const stderr = fakeStream(80);
    const shown = await displayRun({
      rings,
      settled: [],
      stdout: fakeStream(80),
      stderr,
      linesAreData: true,
    });
    shown.show(settled(outcome("ring-1-tenant")));
    await pause(250);
    const screen = screenOf(stderr.text, 80);
    shown.stop();
    expect(screen.filter((line) => line !== "")).toEqual([
      expect.stringMatching(/^all rings \[=*-+\] +1\/40$/),
    ]);
  });

  it("writes no control character that a tenant's name has", async () => {
    const { show, stop, stderr, drawn } = await display({ columns: 80 });
    show(started("\u001b[2Jcontoso"));
    show(doing("\u001b[2Jcontoso", "re\u0007ading"));
    show(settled(failed("\u001b[2Jfabrikam")));
    await drawn();
    stop();
    expect(stderr.text).not.toContain("\u001b[2J");
    expect(stderr.text).not.toContain("\u0007");
  });
});

describe("a run in a pipe", () => {
  it("has one line for each tenant, as it ends", async () => {
    const { show, stop, stdout, stderr } = await display({});
    show(started("contoso"));
    show(settled(drifted("contoso")));
    show(settled(failed("fabrikam")));
    show(settled(outcome("tailspin", { status: "notScanned", reason: "neverDeployed" })));
    stop();
    expect(stdout.text.split("\n")).toEqual([
      "contoso  ring canary  drifted  1 resource  1.2 s",
      "fabrikam  ring canary  failed  forbidden: Graph refused the call.  1.2 s",
      "tailspin  ring canary  not scanned  never deployed  1.2 s",
      "",
    ]);
    expect(stderr.text).toBe("");
  });

  it("has them on standard error where standard output is for JSON", async () => {
    const { show, stdout, stderr } = await display({ linesAreData: false });
    show(settled(outcome("contoso")));
    expect(stdout.text).toBe("");
    expect(stderr.text).toBe("contoso  ring canary  in sync  1.2 s\n");
  });

  it("keeps lines out of a file and bars on the terminal where only standard output is piped", async () => {
    const { show, stop, stdout, stderr, drawn } = await display({ columns: 80, piped: true });
    show(settled(outcome("canary-1")));
    await drawn();
    stop();
    expect(stdout.text).toBe("canary-1  ring canary  in sync  1.2 s\n");
    expect(stderr.text).toContain("[");
  });

  it("does not break a line at what a tenant's error says", async () => {
    const { show, stdout } = await display({});
    show(settled(failed("contoso", { error: { code: "x", message: "one\ntwo\u001b[31m" } })));
    expect(stdout.text).toBe("contoso  ring canary  failed  x: one two\\u{1B}[31m  1.2 s\n");
  });
});
