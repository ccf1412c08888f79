import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { status } from "../../../fleet/commands/status.ts";
import { cellsOf, shownAt } from "../../cli/support/shown.ts";
import { serveFleet } from "../support/served-fleet.ts";

const names = ["contoso", "fabrikam", "tailspin"];
const served = serveFleet({ list: names.map((name) => ({ name })) });
const rings = { canary: ["contoso"], broad: ["fabrikam", "tailspin"] };

/** Starts an update that waits before its first tenant. */
async function waitForApproval(): Promise<void> {
  await served.write(rings, {
    rings: [
      { name: "canary", approval: true },
      { name: "broad", approval: true, maxFailures: 1 },
    ],
  });
  expect((await served.fleet("up", "--yes")).code).toBe(10);
}

describe("pin-reset fleet approve", () => {
  it("approves the ring that the newest run waits for, where none is named", async () => {
    await waitForApproval();
    const approved = await served.fleet("approve");
    expect(approved.stderr).toMatch(/^Ring canary of up-\S+ is approved\. Go on with the run: /);
    expect(approved.code).toBe(0);

    const again = await served.fleet("approve", "--output", "json");
    expect(JSON.parse(again.stderr)).toMatchObject({ error: { code: "nothingToApprove" } });
    expect(again.stderr).toContain("canary, broad");
    expect(again.code).toBe(1);
  });

  it("approves a ring that is named before the run comes to it, and no ring that the run lacks", async () => {
    await waitForApproval();
    expect((await served.fleet("approve", "broad")).stderr).toMatch(/^Ring broad of up-\S+ is approved\./);
    const unknown = await served.fleet("approve", "brood");
    expect(unknown.stderr).toContain("Its rings are: canary, broad.");
    expect(unknown.code).toBe(1);
  });
});

it("pin-reset fleet approve says of a ring that needs no approval so, and not that it is approved", async () => {
  await served.write(rings, { rings: [{ name: "canary", approval: true }, { name: "broad" }] });
  expect((await served.fleet("up", "--yes")).code).toBe(10);
  const { code, stderr } = await served.fleet("approve", "broad");
  expect(stderr).toMatch(/Ring broad of up-\S+ needs no approval\./);
  expect(stderr).not.toContain("is approved");
  expect(code).toBe(1);
});

describe("pin-reset fleet status", () => {
  const columns = async () =>
    (await served.fleet("status", "--output", "csv")).stdout.split("\n").slice(0, 3);

  it("shows how many tenants of a ring may fail in an update, and in a scan, which goes on after any, nothing", async () => {
    await waitForApproval();
    expect(await columns()).toEqual([
      "ring,tenants,settled,failed,maxFailures,running,waiting",
      "canary,1,0,0,0,0,approval",
      "broad,2,0,0,1,0,",
    ]);
    await served.fleet("scan");
    expect((await columns()).slice(1)).toEqual(["canary,1,1,0,,0,", "broad,2,2,0,,0,"]);
  });

  it("lists the runs that can be read, where another version has written the journal of one", async () => {
    await waitForApproval();
    await writeFile(
      path.join(served.folder, ".pin-reset/runs/scan-20991127T071500Z-4f2a.jsonl"),
      '{"type":"unheard-of"}\n',
    );
    const { stdout, stderr, code } = await served.fleet("status", "--all", "--output", "csv");
    expect(stdout).toMatch(/^run,.*\nup-\S+,local,.*\n$/);
    expect(stderr).toMatch(/^scan-20991127T071500Z-4f2a: .* has a line that is no event of a run\.$/m);
    expect(code).toBe(0);
  });

  it("does not take a list for whole of which a run cannot be read now, such as without a worker", async () => {
    await waitForApproval();
    await mkdir(path.join(served.folder, ".pin-reset/runs/scan-20991127T071500Z-4f2a.jsonl"));
    const { stdout, stderr, code } = await served.fleet("status", "--all", "--output", "csv");
    expect(stdout).toMatch(/^run,.*\nup-\S+,local,.*\n$/);
    expect(stderr).toContain("There is no run scan-20991127T071500Z-4f2a");
    expect(code).toBe(1);
  });

  it.each([
    [50, ["Ring", "Tenants", "Done", "Failed", "Running", "Waits for"]],
    [80, ["Ring", "Tenants", "Done", "Failed", "May fail", "Running", "Waits for"]],
  ])("shows at %i columns how far each ring is before all else", async (columns, titles) => {
    await waitForApproval();
    const { lines, notes } = await shownAt(columns, status, { fleet: served.file }, served.env);
    expect(cellsOf(lines[0])).toEqual(titles);
    expect(cellsOf(lines[1])).toEqual([
      "canary",
      "1",
      "0",
      "0",
      ...titles.slice(4, -1).map(() => "0"),
      "approval",
    ]);
    expect(notes.split("\n")[0]).toMatch(/^up-\S+, planned \d+ [A-Z][a-z]{2} \d\d:\d\d$/);
  });
});
