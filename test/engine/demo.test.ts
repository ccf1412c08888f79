import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { repository } from "./stack.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "demo-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The demo, with a folder of its own for what it makes. */
function start(): ChildProcess & { stdout: NodeJS.ReadableStream } {
  const main = path.join(repository, "tools", "demo", "main.ts");
  const env = { ...process.env, TMPDIR: folder, TEMP: folder, NO_COLOR: "1" };
  return spawn(process.execPath, [main], { cwd: repository, env, stdio: ["ignore", "pipe", "ignore"] });
}

const left = async () => (await readdir(folder)).filter((name) => name.startsWith("pin-reset-demo-"));

describe("npm run demo", () => {
  it("plays the main job to its end, each command with the exit code that it should have", async () => {
    const demo = start();
    const [printed, [code]] = await Promise.all([text(demo.stdout), once(demo, "exit")]);
    expect(code, printed).toBe(0);
    expect(printed.match(/^exit code \d+$/gm)).toEqual(
      [7, 0, 0, 0, 7, 0, 0, 0, 4, 0, 0, 0, 0, 0, 1].map((expected) => `exit code ${expected}`),
    );
    expect(printed.match(/EnablePinRecovery = (true|false)/g)).toEqual([
      "EnablePinRecovery = true",
      "EnablePinRecovery = false",
      "EnablePinRecovery = true",
    ]);
    expect(printed).toContain("3 with a fault");
    expect(printed).toMatch(/^Of \d+ checks: \d+ not made, since something optional could not be read\.$/m);
    expect(printed).toMatch(/Passcode +\d{6}\n/);
    expect(printed).toContain("LAPTOP-01 (Alex Weber, Windows 10.0.22631.4317) cannot be reset");
    const [own = "", another = ""] = printed.split("== Another tenant");
    const afterwards = own.slice(own.lastIndexOf("Entra admin center"));
    expect(afterwards.match(/Microsoft Pin Reset \w+ Production/g)).toHaveLength(2);
    expect(afterwards).not.toContain("EnablePinRecovery");
    expect(another).toContain('The Account protection policy "Account protection"');
    expect(another).toContain('A reset will work for the devices of these groups: "Windows devices".');
    expect(another).toMatch(/^All is well: \d+ checks\.$/m);
    expect(another).toContain("sets EnablePinRecovery already, to true, for devices");
    expect(await left()).toEqual([]);
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
