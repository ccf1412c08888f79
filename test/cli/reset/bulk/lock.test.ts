import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeLock } from "../../../../cli/reset/bulk/lock.ts";

const taker = fileURLToPath(new URL("lock-taker.ts", import.meta.url));
/** Above what Linux, macOS and Windows give. */
const deadPid = 2 ** 22 + 1;
let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "locks-"));
});
afterAll(() => rm(folder, { recursive: true }));

function path(): string {
  files += 1;
  return join(folder, `${files}.lock`);
}

async function lockOf(holder: object | string): Promise<string> {
  const lock = path();
  await writeFile(lock, typeof holder === "string" ? holder : JSON.stringify(holder));
  return lock;
}

const dead = { pid: deadPid, host: hostname() };

describe("a lock", () => {
  it("is one process's until it gives it back", async () => {
    const lock = path();
    const release = await takeLock(lock);
    expect((await stat(lock)).mode & 0o777).toBe(0o600);
    expect(await takeLock(lock)).toBeUndefined();
    await release?.();
    await expect(stat(lock)).rejects.toThrow("ENOENT");
    expect(await takeLock(lock)).toBeDefined();
  });

  it("of a run that has ended is taken, and leaves nothing else behind", async () => {
    const lock = await lockOf(dead);
    const before = await readdir(folder);
    const release = await takeLock(lock);
    expect(await readdir(folder)).toEqual(before);
    expect(await takeLock(lock)).toBeUndefined();
    await release?.();
    await expect(stat(lock)).rejects.toThrow("ENOENT");
  });

  it.each([
    ["of another host's run, whatever runs here", { ...dead, host: "another-host" }],
    ["of a process that runs", { pid: process.pid, host: hostname() }],
    ["that says nothing, as while it is written", ""],
    ["that names no process", { pid: -1, host: hostname() }],
  ])("%s is not taken as left over", async (_whose, holder) => {
    const lock = await lockOf(holder);
    const text = await readFile(lock, "utf8");
    expect(await takeLock(lock)).toBeUndefined();
    expect(await readFile(lock, "utf8")).toBe(text);
  });

  it("of a dead run is taken where a process died that was just replacing it", async () => {
    const lock = await lockOf(dead);
    const before = await readdir(folder);
    const text = await readFile(lock, "utf8");
    const replacing = `${lock}.${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
    await writeFile(replacing, JSON.stringify({ pid: process.pid, host: hostname() }));
    expect(await takeLock(lock)).toBeUndefined();
    await writeFile(replacing, JSON.stringify({ ...dead, run: "another" }));
    expect(await takeLock(lock)).toBeDefined();
    expect(await readdir(folder)).toEqual(before);
  });

  it("that is given back after somebody else replaced it by hand stays theirs", async () => {
    const lock = path();
    const release = await takeLock(lock);
    await writeFile(lock, "theirs");
    await release?.();
    expect(await readFile(lock, "utf8")).toBe("theirs");
  });

  it.skipIf(process.platform === "win32").each([
    ["a symbolic link", (lock: string) => symlink("/dev/null", lock)],
    ["a link to a file", async (lock: string) => symlink(await lockOf(dead), lock)],
  ])("is refused where it is %s", async (_what, make) => {
    const lock = path();
    await make(lock);
    await expect(takeLock(lock)).rejects.toThrow("a symbolic link, not a regular file");
  });
});

describe("the lock of a dead run", { timeout: 120_000 }, () => {
  const rounds = 40;
  const processes: ChildProcess[] = [];

  afterAll(() => {
    for (const child of processes) {
      child.kill();
    }
  });

  it("is taken by one of several processes that race for it, in every one of many rounds", async () => {
    const race = await mkdtemp(join(folder, "race-"));
    for (let count = 0; count < 4; count++) {
      const child = spawn(process.execPath, [taker, race, String(rounds)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      processes.push(child);
      if (child.stdout) {
        await once(child.stdout, "data");
      }
    }
    const took: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const log = join(race, `${round}.log`);
      await writeFile(join(race, `${round}.lock`), JSON.stringify(dead));
      await writeFile(log, "");
      await writeFile(join(race, `${round}.start`), "");
      const linesOf = async (what: string) =>
        (await readFile(log, "utf8")).match(new RegExp(what, "g"))?.length ?? 0;
      // Every process has either tried in vain or has the lock.
      while ((await linesOf("took")) + (await linesOf("tried")) < processes.length) {
        await wait(1);
      }
      took.push(await linesOf("took"));
      await writeFile(join(race, `${round}.end`), "");
      while ((await linesOf("tried")) < processes.length) {
        await wait(1);
      }
    }
    expect(took).toEqual(Array(rounds).fill(1));
    expect((await readdir(race)).filter((name) => name.includes(".lock"))).toEqual([]);
  });
});
