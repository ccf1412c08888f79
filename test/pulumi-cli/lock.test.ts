import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withLock } from "../../pulumi-cli/lock.ts";
import { identify } from "../../pulumi-cli/process-identity.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lock-"));
  file = path.join(folder, "it.lock");
});
afterEach(() => rm(folder, { recursive: true }));

/** Tries for the lock until it has been found held, then lets it go, and says whether that was seen. */
async function waitedFor(release: () => Promise<void>, watchMilliseconds?: number): Promise<boolean> {
  let waited = false;
  const onWait = (): void => {
    waited = true;
    void release();
  };
  const watching = watchMilliseconds === undefined ? {} : { watchMilliseconds };
  await withLock(file, async () => undefined, { onWait, pollMilliseconds: 1, ...watching });
  return waited;
}

const remove = (): Promise<void> => rm(file);

describe("a lock", () => {
  it("lets one work at a time", async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };

    await Promise.all([1, 2, 3].map(() => withLock(file, work, { pollMilliseconds: 1 })));

    expect(most).toBe(1);
  });

  it("gives back what the work gives, and is gone then", async () => {
    expect(await withLock(file, async () => "done")).toBe("done");
    expect(await readdir(folder)).toEqual([]);
  });

  it("is gone after work that failed, too", async () => {
    const failing = withLock(file, async () => {
      throw new Error("the work failed");
    });

    await expect(failing).rejects.toThrow("the work failed");
    expect(await readdir(folder)).toEqual([]);
  });

  it("says once that it is held", async () => {
    await writeFile(file, JSON.stringify({ pid: process.pid, host: hostname() }));
    const onWait = vi.fn(() => void rm(file));

    await withLock(file, async () => undefined, { onWait, pollMilliseconds: 1 });

    expect(onWait).toHaveBeenCalledOnce();
  });

  it("tells one that waits what it is held for", async () => {
    const given = new AbortController();
    const onWait = vi.fn(() => given.abort());
    const waiting = withLock(
      file,
      () => withLock(file, async () => undefined, { onWait, signal: given.signal }),
      { purpose: "an update" },
    );
    await expect(waiting).rejects.toThrow("abort");
    expect(onWait).toHaveBeenCalledWith("an update");
  });

  it("fails where it cannot be written", async () => {
    await expect(withLock(path.join(folder, "missing", "it.lock"), async () => "done")).rejects.toThrow(
      "ENOENT",
    );
  });
});

describe("a lock that nobody holds any more", () => {
  it("is taken over at once where its process has ended", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    await writeFile(file, JSON.stringify({ pid, host: hostname() }));

    expect(await waitedFor(remove)).toBe(false);
  });

  it("is taken over where it has not been touched for over a minute", async () => {
    await writeFile(file, JSON.stringify({ pid: 1, host: "another" }));
    const longAgo = new Date(Date.now() - 61_000);
    await utimes(file, longAgo, longAgo);

    expect(await waitedFor(remove, 20)).toBe(false);
  });

  it("is waited for where it only looks so old since a clock was set, and its holder touches it still", async () => {
    await writeFile(file, JSON.stringify({ pid: 1, host: "another" }));
    let seconds = 0;
    const touch = () => {
      seconds += 1;
      const time = new Date(Date.now() - 3_600_000 + seconds * 1_000);
      return utimes(file, time, time).catch(() => undefined);
    };
    await touch();
    const touching = setInterval(touch, 5);
    try {
      expect(await waitedFor(remove, 5_000)).toBe(true);
    } finally {
      clearInterval(touching);
    }
  });

  it("is waited for where another machine touched it within a minute", async () => {
    await writeFile(file, JSON.stringify({ pid: 1, host: "another" }));

    expect(await waitedFor(remove)).toBe(true);
  });

  it("is taken over by one alone, of many that find it at once", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    let inside = 0;
    const most: number[] = [];
    const work = async (): Promise<void> => {
      inside += 1;
      most.push(inside);
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside -= 1;
    };
    for (let round = 0; round < 20; round++) {
      await writeFile(file, JSON.stringify({ pid, host: hostname() }));
      await Promise.all(Array.from({ length: 8 }, () => withLock(file, work, { pollMilliseconds: 1 })));
    }
    expect(most).toEqual(Array.from({ length: 160 }, () => 1));
  });

  it("is taken over though a process of its id runs, which started later", async () => {
    const { startTicks, ...rest } = identify(process.pid);
    await writeFile(file, JSON.stringify({ ...rest, ...(startTicks && { startTicks: "1" }) }));

    expect(await waitedFor(remove)).toBe(startTicks === undefined);
  });

  it("is waited for while its process runs, however long it was not touched", async () => {
    await writeFile(file, JSON.stringify(identify(process.pid)));
    const longAgo = new Date(Date.now() - 61_000);
    await utimes(file, longAgo, longAgo);

    expect(await waitedFor(remove, 20)).toBe(process.platform === "linux");
  });

  it("stays where it was taken over from one that comes back", async () => {
    await withLock(file, () => writeFile(file, "another's"));

    expect(await readFile(file, "utf8")).toBe("another's");
  });

  it("is waited for while its holder is still writing it", async () => {
    await writeFile(file, "");

    expect(await waitedFor(remove)).toBe(true);
  });
});
