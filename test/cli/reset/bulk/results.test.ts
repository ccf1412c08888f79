import { chmod, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { seeded } from "../../../../tenant/seed/ids.ts";
import { resetsOf, serveCompanion } from "../../support/tenant.ts";
import { addFleet, passcodesOfFleet, resetsOfFleet, runMany, serveFolder, statesIn } from "./support.ts";

const served = serveCompanion();
const folder = serveFolder();
const { firstPhone } = seeded.managedDevices;

describe("the results file", () => {
  it("is its owner's alone, says what became of each device, and holds no passcode", async () => {
    const from = await folder.file(addFleet(served.tenant, 5));
    await runMany(served.tenant, { from });
    const file = `${from}.results.jsonl`;
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect([...(await statesIn(file)).values()]).toEqual(Array(5).fill(["asking", "asked", "done"]));
    const text = await readFile(file, "utf8");
    for (const passcode of passcodesOfFleet(served.tenant).values()) {
      expect(text).not.toContain(passcode);
    }
  });

  it("keeps the mode of a file that was there", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    const results = await folder.file("");
    await chmod(results, 0o640);
    await runMany(served.tenant, { from, results });
    expect((await stat(results)).mode & 0o777).toBe(0o640);
  });

  it("is written before Graph is asked", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    const found: Promise<string>[] = [];
    served.tenant.faults.add(
      { match: { path: "resetPasscode$" }, effect: { kind: "latency", milliseconds: 50 } },
      () => found.push(readFile(`${from}.results.jsonl`, "utf8")),
    );
    await runMany(served.tenant, { from });
    expect((await Promise.all(found)).map((text) => text.includes('"asking"'))).toEqual([true]);
  });

  it("lets the same command reset nobody again", async () => {
    const from = await folder.file(addFleet(served.tenant, 5));
    await runMany(served.tenant, { from });
    served.tenant.requests.clear();
    const { ending, stdout, stderr } = await runMany(served.tenant, { from });
    expect([ending, stdout]).toEqual([undefined, ""]);
    expect(stderr).toContain("5 succeeded");
    expect(served.tenant.requests.graph()).toEqual([]);
  });

  it("lets another list be reset only with another one", async () => {
    const from = await folder.file(addFleet(served.tenant, 2));
    const results = folder.path();
    await runMany(served.tenant, { from, results });
    const other = await folder.file(`id\n${firstPhone}\n`);
    await expect(runMany(served.tenant, { from: other, results })).rejects.toMatchObject({
      code: "otherList",
      ending: "usage",
      hint: expect.stringContaining("would be reset again: leave them out"),
    });
    expect(resetsOf(served.tenant, firstPhone)).toEqual([]);
  });

  it("may end in the middle of a line, as after a crash", async () => {
    const from = await folder.file(addFleet(served.tenant, 3));
    await runMany(served.tenant, { from });
    const file = `${from}.results.jsonl`;
    const lines = (await readFile(file, "utf8")).split("\n");
    await writeFile(file, lines.slice(0, -2).join("\n").concat('\n{"at":"2026-'));
    expect((await runMany(served.tenant, { from })).ending).toBeUndefined();
    expect([...(await statesIn(file)).values()]).toEqual(Array(3).fill(["asking", "asked", "done"]));
    expect(resetsOfFleet(served.tenant)).toEqual([1, 1, 1]);
  });

  it.each([
    ["is another file", "id\none\n"],
    ["is another file of one line", "do not touch"],
  ])("is left as it is where it %s", async (_what, text) => {
    const from = await folder.file(addFleet(served.tenant, 1));
    const results = await folder.file(text);
    await expect(runMany(served.tenant, { from, results })).rejects.toMatchObject({ code: "badResults" });
    expect(await readFile(results, "utf8")).toBe(text);
    expect(resetsOfFleet(served.tenant)).toEqual([0]);
  });

  it("is refused where a line of it was altered", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    await runMany(served.tenant, { from });
    const file = `${from}.results.jsonl`;
    await writeFile(file, (await readFile(file, "utf8")).replace('"state":"asked"', '"state":"perhaps"'));
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({
      code: "badResults",
      message: expect.stringContaining("on its line 3"),
      hint: expect.stringContaining("would reset again"),
    });
  });

  it.skipIf(process.platform === "win32").each([
    ["a symbolic link", async (path: string) => symlink(await folder.file(""), path)],
    ["a link that leads nowhere", (path: string) => symlink(`${path}.elsewhere`, path)],
    ["a folder", (path: string) => mkdir(path)],
    ["a device", (path: string) => symlink("/dev/null", path)],
  ])("is refused where it is %s, with --dry-run too", async (_what, make) => {
    const from = await folder.file(addFleet(served.tenant, 1));
    const results = folder.path();
    await make(results);
    for (const dryRun of [true, false]) {
      await expect(runMany(served.tenant, { from, results, dryRun })).rejects.toMatchObject({
        code: "noResults",
        message: expect.stringContaining("not a regular file"),
      });
    }
    await expect(stat(`${results}.elsewhere`)).rejects.toThrow("ENOENT");
    expect(resetsOfFleet(served.tenant)).toEqual([0]);
  });

  it.skipIf(process.platform === "win32")("changes no mode of a device that it is told to be", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    const before = await stat("/dev/null");
    await expect(runMany(served.tenant, { from, results: "/dev/null" })).rejects.toMatchObject({
      code: "noResults",
      message: expect.stringContaining("/dev/null is a device or a pipe"),
    });
    expect((await stat("/dev/null")).mode).toBe(before.mode);
  });

  it("is written by one run at a time", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    const lock = `${from}.results.jsonl.lock`;
    await writeFile(lock, JSON.stringify({ pid: process.pid, host: hostname() }));
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({ code: "inUse" });
    expect(resetsOfFleet(served.tenant)).toEqual([0]);
    await writeFile(lock, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
    expect((await runMany(served.tenant, { from })).ending).toBeUndefined();
    await expect(stat(lock)).rejects.toThrow("ENOENT");
  });

  it("stands in a folder that is there, or nothing is reset", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    const results = `${folder.path()}/none/results.jsonl`;
    await expect(runMany(served.tenant, { from, results })).rejects.toMatchObject({ code: "noResults" });
    expect(resetsOfFleet(served.tenant)).toEqual([0]);
  });
});
