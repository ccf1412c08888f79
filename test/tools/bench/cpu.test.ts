import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { cpuSeconds, type ProcessTimes, ProcessTree, parseTimes } from "../../../tools/bench/cpu.ts";

/** The source of a program that uses 0.3 s of processor time. */
const burn = "while (process.cpuUsage().user < 300_000) {}";

describe("parseTimes", () => {
  it("reads a command whose name has spaces and parentheses", () => {
    const fields = ["S", 7, 1, 1, 0, -1, 4194304, 101, 0, 0, 0, 30, 12, 5, 6, 20, 0, 1, 0, 2357104, 3133440];
    expect(parseTimes(`42 (a) b) ${fields.join(" ")}\n`)).toEqual({
      parent: 7,
      started: "2357104",
      own: 42,
      children: 11,
    });
  });

  it("takes no other text for a process", () => {
    expect(parseTimes("")).toBeUndefined();
  });
});

describe("ProcessTree", () => {
  const times = (parent: number, own: number, started = "1"): ProcessTimes => ({
    parent,
    started,
    own,
    children: 1,
  });

  it("counts a process whose parent ended first, by what was last seen of it", () => {
    const tree = new ProcessTree(10);
    expect(
      tree.look(
        new Map([
          [10, times(1, 0)],
          [11, times(10, 5)],
          [12, times(11, 7)],
          [99, times(1, 50)],
        ]),
      ),
    ).toBe(2);
    expect(tree.orphanedTicks).toBe(0);
    expect(tree.look(new Map([[12, times(1, 9)]]))).toBe(1);
    expect(tree.look(new Map())).toBe(0);
    expect(tree.orphanedTicks).toBe(10);
  });

  it("knows what a process used that was gone together with its parent", () => {
    const tree = new ProcessTree(10);
    tree.look(
      new Map([
        [10, times(1, 0)],
        [11, times(10, 5)],
        [12, times(11, 7)],
      ]),
    );
    tree.look(new Map());
    expect(tree.orphanedTicks).toBe(0);
    expect(tree.seenTicks).toBe(12);
  });

  it("does not take another process for one that had its number before", () => {
    const tree = new ProcessTree(10);
    tree.look(
      new Map([
        [10, times(1, 0)],
        [11, times(10, 5)],
      ]),
    );
    expect(tree.look(new Map([[11, times(1, 500, "2")]]))).toBe(0);
    expect(tree.orphanedTicks).toBe(0);
  });
});

describe.runIf(process.platform === "linux")("cpuSeconds", () => {
  const run = (script: string) =>
    cpuSeconds(async () => {
      await once(spawn(process.execPath, ["-e", script]), "exit");
    });

  it("counts what the processes use that a process starts in turn", async () => {
    const script = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(burn)}]);`;
    expect(await run(script)).toBeGreaterThanOrEqual(0.3);
  });

  it("counts a process that outlives the one that started it", async () => {
    const start = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(burn)}], { detached: true, stdio: "ignore" }).unref();`;
    expect(await run(`${start} setTimeout(() => {}, 150);`)).toBeGreaterThanOrEqual(0.2);
  });
});
