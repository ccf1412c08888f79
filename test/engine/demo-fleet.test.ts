import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { continued, shorten } from "../../tools/demo-fleet/shorten.ts";
import { repository } from "./stack.ts";

/** Nine runs of the engine, on a machine that other tests use too. */
const mostMilliseconds = 300_000;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "demo-fleet-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The demo with six tenants and without Temporal, in a folder of its own for what it makes. */
function start(): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  const main = path.join(repository, "tools", "demo-fleet", "main.ts");
  const env = { ...process.env, TMPDIR: folder, TEMP: folder, NO_COLOR: "1" };
  return spawn(process.execPath, [main, "--short", "--engine", "local"], {
    cwd: repository,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

const left = async () => (await readdir(folder)).filter((name) => name.startsWith("pin-reset-fleet-demo-"));

describe("npm run demo:fleet", () => {
  it("plays its story to the end in 80 columns, each step as it is told", {
    timeout: mostMilliseconds,
  }, async () => {
    const demo = start();
    const [printed, failed, [code]] = await Promise.all([
      text(demo.stdout),
      text(demo.stderr),
      once(demo, "exit"),
    ]);
    expect(code, `${printed}${failed}`).toBe(0);
    expect(printed.match(/^exit code \d+$/gm)).toEqual(
      [7, 10, 10, 0, 5, 7, 0, 0, 0].map((expected) => `exit code ${expected}`),
    );
    expect(printed.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(await left()).toEqual([]);
    expect(await readdir(folder)).toContain("pin-reset-fleet-report.html");
  });

  it("cleans up when it is interrupted", async () => {
    const demo = start();
    const ended = once(demo, "exit");
    await once(demo.stdout, "data");
    expect(await left()).toHaveLength(1);
    demo.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(await left()).toEqual([]);
  });
});

describe("what the demo shows of an output", () => {
  it("counts tenants that ended alike, and keeps those that failed or drifted", () => {
    const line = (name: string, status: string) => `${name}  ring broad  ${status}  1.0 s`;
    const lines = [
      ...["a", "b", "c", "d"].map((name) => line(name, "in sync")),
      line("e", "drifted  2 resources"),
      line("f", "in sync"),
      "6 tenants: 5 in sync, 1 drifted.",
    ];
    expect(shorten(lines.join("\n"))).toBe(
      [
        lines[0],
        lines[1],
        "... and 2 more lines like these",
        lines[4],
        "... and 1 more line like these",
        lines[6],
        "",
      ].join("\n"),
    );
  });

  it("wraps sentences, and cuts rows of tables", () => {
    const shown = shorten(`${"word ".repeat(30)}\n${"cell  ".repeat(30)}x`)
      .trimEnd()
      .split("\n");
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(shown.at(-1)).toMatch(/^cell {2}cell.*…$/);
    expect(shown).toHaveLength(3);
  });

  it("shows a long command as a shell takes it", () => {
    const shown = continued(`npm run ${"argument ".repeat(12)}end`);
    expect(shown.split(" \\\n").length).toBeGreaterThan(1);
    expect(shown.replaceAll(" \\\n  ", " ")).toBe(`npm run ${"argument ".repeat(12)}end`);
  });
});
