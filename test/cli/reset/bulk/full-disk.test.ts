import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { environment, launcher, runPinReset } from "../../support/run.ts";
import { serveCompanion } from "../../support/tenant.ts";
import {
  addFleet,
  ageResults,
  passcodesIn,
  passcodesOfFleet,
  resetsOfFleet,
  runMany,
  serveFolder,
  statesIn,
} from "./support.ts";

const served = serveCompanion();
const folder = serveFolder();

/** Runs the companion where no file may be larger than that: the system then refuses to write, as on a full disk. */
async function runWithin(blocks: number, args: readonly string[]) {
  const script = `ulimit -f ${blocks}; exec "$@"`;
  // What is cached of compiled code would be larger.
  const env = environment({ ...served.tenant.env, NODE_DISABLE_COMPILE_CACHE: "1" });
  const child = spawn("sh", ["-c", script, "sh", process.execPath, launcher, ...args], {
    env,
    stdio: "pipe",
  });
  child.stdin.end();
  const closed = once(child, "close");
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, stdout, stderr };
}

describe.skipIf(process.platform === "win32")("a disk that is full", { timeout: 60_000 }, () => {
  it("after resets has its own message and exit code, and nobody is advised to take another results file", async () => {
    const size = 60;
    const from = await folder.file(addFleet(served.tenant, size));
    const args = ["reset", "--from", from, "--yes", "--output", "json"];
    const { code, stderr } = await runWithin(24, args);
    expect(stderr).toContain('"code":"unrecorded"');
    expect(stderr).toMatch(/Resets were asked for, and \S+ cannot be written any more: EFBIG/);
    expect(stderr).not.toMatch(/another --results|nothing (?:is|was) reset/i);
    expect(code).toBe(9);
    const first = resetsOfFleet(served.tenant);
    expect(first.filter((resets) => resets === 1).length).toBeGreaterThan(0);

    await ageResults(`${from}.results.jsonl`, 20);
    const second = await runPinReset(args, served.tenant.env);
    expect(second.code, second.stderr).toBe(0);
    expect(resetsOfFleet(served.tenant)).toEqual(Array(size).fill(1));
  });

  it("before the first reset says that nothing was reset", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    const { code, stderr } = await runWithin(0, ["reset", "--from", from, "--yes", "--output", "json"]);
    expect(stderr).toContain('"code":"noResults"');
    expect(stderr).toContain("Nothing was reset.");
    expect(code).toBe(2);
    expect(resetsOfFleet(served.tenant)).toEqual([0]);
    const second = await runMany(served.tenant, { from });
    expect(passcodesIn(second.stdout)).toEqual(passcodesOfFleet(served.tenant));
  });
});

describe("a results file that cannot be opened", () => {
  it("is not replaced by advice to take another one, which would reset its devices again", async () => {
    const from = await folder.file(addFleet(served.tenant, 1));
    await runMany(served.tenant, { from });
    const results = `${from}.results.jsonl`;
    await mkdir(`${results}.lock`);
    await expect(runMany(served.tenant, { from })).rejects.toMatchObject({
      code: "noResults",
      hint: expect.not.stringContaining("Give another"),
    });
  });
});

describe.skipIf(process.platform === "win32")("a results file that is lost while the resets run", () => {
  it.each([
    ["is a folder now", (file: string) => mkdirSync(file)],
    ["holds something else now", (file: string) => writeFileSync(file, "something else\n")],
    ["is gone", () => undefined],
  ])("does not have it said that nothing was reset: it %s", async (_how, replace) => {
    const from = await folder.file(addFleet(served.tenant, 2));
    const file = `${from}.results.jsonl`;
    served.tenant.faults.add(
      { match: { path: "001/resetPasscode$" }, effect: { kind: "latency", milliseconds: 1 } },
      () => {
        rmSync(file);
        replace(file);
      },
    );
    const { ending, stdout, stderr } = await runMany(served.tenant, { from });
    expect(ending).toBeUndefined();
    expect(stderr).toContain("2 succeeded, 0 failed, 0 still running.");
    expect(passcodesIn(stdout)).toEqual(passcodesOfFleet(served.tenant));
    expect(resetsOfFleet(served.tenant)).toEqual([1, 1]);
  });
});

describe("an entry", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("is on the disk, and not only with the system, before its reset is asked for", async () => {
    const from = await folder.file(addFleet(served.tenant, 3));
    const other = folder.path();
    await writeFile(other, "");
    const handle = await open(other);
    const synced: string[] = [];
    const prototype = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const { datasync } = prototype;
    vi.spyOn(prototype, "datasync").mockImplementation(async function (this: typeof handle) {
      const written = await readFile(`${from}.results.jsonl`, "utf8");
      await datasync.call(this);
      synced.push(written);
    });
    const seen: (string | undefined)[] = [];
    served.tenant.faults.add(
      { match: { path: "resetPasscode$" }, count: 3, effect: { kind: "latency", milliseconds: 1 } },
      ({ target }) => {
        const [id] = /[\da-f-]{36}/.exec(target) ?? [];
        seen.push(synced.some((text) => text.includes(`"id":"${id}"`)) ? "synced" : id);
      },
    );
    await runMany(served.tenant, { from });
    expect(seen).toEqual(Array(3).fill("synced"));
    expect([...(await statesIn(`${from}.results.jsonl`)).values()]).toEqual(
      Array(3).fill(["asking", "asked", "done"]),
    );
  });
});
