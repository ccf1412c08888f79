import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Command } from "../../../tools/demo/command.ts";

let folder: string;
let printed: string;
let made: number;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "demo-command-"));
  printed = "";
  made = 0;
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** A command that runs JavaScript in `folder`. */
function command(script: string, expected = 0): Command {
  made += 1;
  return new Command({
    typed: `command ${made}`,
    file: process.execPath,
    args: ["-e", script],
    expected,
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
    outputFile: path.join(folder, `output-${made}.txt`),
  });
}

describe("a command that starts ahead of its turn", () => {
  it("is shown in its turn, whichever ends first, with its own output and exit code", async () => {
    const slow = command("setTimeout(() => console.log('slow'), 300)").startAhead();
    const fast = command("console.error('fast'); process.exitCode = 3", 3).startAhead();
    await fast.ended;

    await slow.show();
    await fast.show();

    expect(stripVTControlCharacters(printed)).toBe(
      "$ command 1\nslow\nexit code 0\n$ command 2\nfast\nexit code 3\n",
    );
  });

  it("does not start before the one that it depends on has ended", async () => {
    await writeFile(path.join(folder, "state"), "before");
    const first = command("setTimeout(() => fs.writeFileSync('state', 'after'), 300)").startAhead();
    const second = command("console.log(fs.readFileSync('state', 'utf8'))").startAhead(first);

    await second.show();

    expect(printed).toContain("after\n");
  });

  it("is an error where it is shown, if it ends with another exit code", async () => {
    const failing = command("process.exitCode = 2").startAhead();
    await failing.ended;

    await expect(failing.show()).rejects.toThrow("ended with exit code 2, not 0; see its output above.");
  });

  it("is ended by stop, and one that waits for it never starts", async () => {
    const running = command("fs.writeFileSync('started', ''); setInterval(() => {}, 1000)").startAhead();
    const waiting = command("fs.writeFileSync('too late', '')").startAhead(running);
    await vi.waitFor(() => readFile(path.join(folder, "started")), { timeout: 10_000 });

    await Promise.all([running.stop(), waiting.stop()]);
    await waiting.ended;

    await expect(readFile(path.join(folder, "too late"))).rejects.toThrow("ENOENT");
  });
});
