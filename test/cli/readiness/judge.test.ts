import { describe, expect, it } from "vitest";
import { countDeployment } from "../../../cli/readiness/deployment.ts";
import { judgeDevices } from "../../../cli/readiness/judge.ts";
import type { RunState } from "../../../cli/readiness/scripts.ts";

const device = { id: "D1", name: "PC-01" };

function report(changes: Partial<RunState>): RunState {
  return { deviceId: "d1", state: "success", output: "", error: "", at: "2026-06-01T08:00:00Z", ...changes };
}

function judged(...states: RunState[]) {
  const [found] = judgeDevices([device], states);
  return found;
}

describe("a Windows device", () => {
  it.each(["DestructiveAndNonDestructive", "NonDestructiveOnly"])("with %s is ready", (value) => {
    expect(judged(report({ output: `CanReset=${value}` }))).toMatchObject({
      canReset: value,
      reason: undefined,
    });
  });

  it.each<[string, Partial<RunState>, string]>([
    [
      "can reset destructively alone",
      { output: "CanReset=DestructiveOnly", state: "fail" },
      "destructiveOnly",
    ],
    ["has no PIN", { output: "CanReset=NotShown", state: "fail" }, "noPin"],
    ["does not know", { output: "CanReset=Unknown", state: "fail" }, "unknownToWindows"],
    ["has not run the script", { state: "pending" }, "notReported"],
    ["is none that the script is for", { state: "notApplicable" }, "notApplicable"],
    ["could not run it", { state: "scriptError" }, "scriptFailed"],
    ["wrote an error", { state: "fail", error: "dsregcmd.exe is not recognized" }, "scriptFailed"],
    ["ran another script", { output: "all well" }, "otherOutput"],
    ["says that all is well and prints nothing", { state: "success" }, "notReported"],
  ])("that %s is not ready, with its reason", (_what, changes, reason) => {
    expect(judged(report(changes))).toMatchObject({ reason });
  });

  it("without a report is not ready", () => {
    expect(judged()).toMatchObject({ reason: "notReported", reportedAt: undefined });
    expect(judged(report({ deviceId: "other", output: "CanReset=NonDestructiveOnly" }))).toMatchObject({
      reason: "notReported",
    });
  });

  it("that several users share is judged by its newest report, in either order of the list", () => {
    const old = report({ output: "CanReset=DestructiveAndNonDestructive", at: "2026-06-01T08:00:00Z" });
    const recent = report({ output: "CanReset=DestructiveOnly", at: "2026-06-02T08:00:00.5Z" });
    expect(judged(old, recent)).toMatchObject({ reason: "destructiveOnly", reportedAt: recent.at });
    expect(judged(recent, old)).toMatchObject({ reason: "destructiveOnly" });
  });
});

describe("a report without a time", () => {
  it("gives way to one with a time, in whatever order they are listed", () => {
    const undated = report({ state: "pending", at: "" });
    const dated = report({ output: "CanReset=NonDestructiveOnly" });
    expect([judged(undated, dated), judged(dated, undated)]).toMatchObject([
      { reason: undefined, reportedAt: dated.at },
      { reason: undefined, reportedAt: dated.at },
    ]);
  });
});

describe("the deployment of policies", () => {
  const none = {
    success: 0,
    pending: 0,
    error: 0,
    failed: 0,
    conflict: 0,
    notApplicable: 0,
    notApplicablePlatform: 9,
  };

  it("is counted by what devices report, and the rest has not reported", () => {
    const counts = { ...none, success: 3, error: 1, failed: 1, conflict: 1, pending: 1 };
    const { ready, reasons } = countDeployment([counts], 10);
    expect(ready).toBe(3);
    expect(Object.fromEntries(reasons)).toEqual({
      policyFailed: 2,
      policyConflict: 1,
      policyPending: 1,
      policyNotApplicable: 0,
      policyNotReported: 3,
    });
  });

  it("of two profiles never comes to more devices than there are", () => {
    const { ready, reasons } = countDeployment(
      [
        { ...none, success: 3 },
        { ...none, success: 3, error: 2 },
      ],
      5,
    );
    expect(ready).toBe(5);
    expect([...reasons.values()].every((count) => count === 0)).toBe(true);
  });
});
