import { describe, expect, it } from "vitest";
import { serveCompanion } from "../../support/tenant.ts";
import {
  addFleet,
  passcodesIn,
  passcodesOfFleet,
  printedIn,
  resetsOfFleet,
  runMany,
  serveFolder,
} from "./support.ts";

const served = serveCompanion();
const folder = serveFolder();

describe("a reset whose answer was lost", () => {
  const cut = (when: "before" | "after") => ({ kind: "cut", when }) as const;

  it.each([
    ["after the work of a batch was done", "\\$batch$", cut("after")],
    ["before a batch was worked on", "\\$batch$", cut("before")],
    ["in the middle of a batch", "010/resetPasscode$", cut("after")],
    ["with a server's error", "\\$batch$", { kind: "status", status: 502 } as const],
  ])("is looked for, so that nobody is reset twice or left out: %s", async (_when, path, effect) => {
    const from = await folder.file(addFleet(served.tenant, 20));
    // The first batch of all reads the earlier results, the second asks.
    const nth = path.includes("batch") ? 2 : 1;
    served.tenant.faults.add({ match: { method: "POST", path }, nth, effect });
    const { ending, stdout } = await runMany(served.tenant, { from });
    expect(ending).toBeUndefined();
    expect(resetsOfFleet(served.tenant)).toEqual(Array(20).fill(1));
    expect(passcodesIn(stdout)).toEqual(passcodesOfFleet(served.tenant));
  });

  it("is left for the next run where it is lost again", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    const path = "000000000001/resetPasscode$";
    served.tenant.faults.add({ match: { path }, count: "always", effect: { kind: "status", status: 500 } });
    const { ending, stdout } = await runMany(served.tenant, { from });
    expect(ending).toBe("partly");
    expect(printedIn(stdout).find(({ line }) => line === 3)?.error?.code).toBe("unknownOutcome");
    served.tenant.faults.clear();
    expect((await runMany(served.tenant, { from })).ending).toBeUndefined();
    expect(resetsOfFleet(served.tenant)).toEqual([1, 1]);
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
    expect(ending).toBe("failed");
    expect(stderr).toContain("0 done, 0 failed, 2 not ended.");
    served.tenant.faults.clear();
    expect((await runMany(served.tenant, { from })).ending).toBeUndefined();
    expect(resetsOfFleet(served.tenant)).toEqual([1, 1]);
  });
});
