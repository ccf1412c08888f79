import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { demoColumns, pictureOfDemo, startDemo, writtenBy } from "../../tools/picture/demo.ts";
import { Screen, screenOf, textOf } from "../../tools/picture/screen.ts";
import { repository } from "./stack.ts";

/** What `npm run` prints before it, unless it is `--silent`. */
const linesOfNpm = 4;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "demo-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The demo on a terminal, with a folder of its own for what it makes. */
const start = (columns: number) => startDemo(columns, { TMPDIR: folder, TEMP: folder });

const left = async () => (await readdir(folder)).filter((name) => name.startsWith("pin-reset-demo-"));

describe("npm run demo", () => {
  it("tells the main job in under 120 lines of 80 columns, as docs/demo.svg shows it", async () => {
    const { written, code } = await writtenBy(start(demoColumns));
    const lines = (await screenOf(written, demoColumns)).map(textOf);
    const told = lines.join("\n");
    expect(code, told).toBe(0);
    const screen = new Screen({ columns: demoColumns, rows: 50 });
    await screen.write(written);
    expect(screen.broken).toEqual([]);
    expect(lines.length).toBeLessThan(120 - linesOfNpm);
    expect(told).not.toContain("$PATH");

    expect(told.match(/^exit code \d+$/gm)).toEqual(
      [7, 0, 0, 0, 7, 7, 0, 0, 0, 4, 0, 0, 0, 0, 0, 1].map((expected) => `exit code ${expected}`),
    );
    expect(told.match(/EnablePinRecovery = (true|false)/g)).toEqual([
      "EnablePinRecovery = true",
      "EnablePinRecovery = false",
      "EnablePinRecovery = true",
    ]);
    expect(told).toContain("3 with a fault");
    expect(told).toContain("group Windows devices removed by admin@contoso.example, ");
    expect(told.match(/^All is well: \d+ checks\.$/gm)).toHaveLength(2);
    expect(told).toMatch(/^Passcode +\d{6}$/m);
    expect(told).toContain("LAPTOP-01 (Alex Weber, Windows 10.0.22631.4317) cannot be reset");
    const [own = "", another = ""] = told.split("== Another tenant");
    const afterwards = own.slice(own.lastIndexOf("Entra "));
    expect(afterwards.match(/Microsoft Pin Reset \w+ Production/g)).toHaveLength(2);
    expect(afterwards).not.toContain("EnablePinRecovery");
    expect(another).toContain('A reset will work for the devices of these groups: "Windows devices".');
    expect(another.replace(/\s+/g, " ")).toContain("sets EnablePinRecovery already, to true, for devices");
    expect(await left()).toEqual([]);

    const picture = await readFile(path.join(repository, "docs", "demo.svg"), "utf8");
    expect(await pictureOfDemo(written), "npm run picture takes it again").toBe(picture);
  });

  it("fits a terminal of 50 columns, and cleans up when it is interrupted", async () => {
    const demo = start(50);
    const screen = new Screen({ columns: 50, rows: 200 });
    const shown: Promise<void>[] = [];
    demo.onData((data) => {
      shown.push(screen.write(data));
    });
    const ended = writtenBy(demo);
    await vi.waitFor(() => expect(screen.visible).toContain("exit code 7"), { timeout: 60_000 });
    expect(await left()).toHaveLength(1);
    demo.write("\u0003");
    expect((await ended).code).toBe(130);
    await Promise.all(shown);
    expect(screen.broken).toEqual([]);
    expect(await left()).toEqual([]);
  });
});
