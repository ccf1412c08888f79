import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { identify, isStillRunning } from "../../pulumi-cli/process-identity.ts";

describe("a process that a fleet has started", () => {
  it("runs until it has ended", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const identity = identify(child.pid ?? 0);
    expect(isStillRunning(identity)).toBe(true);
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    expect(isStillRunning(identity)).toBe(false);
  });

  it.runIf(process.platform === "linux")("is not taken for another one that got its id", () => {
    const own = identify(process.pid);
    expect(isStillRunning(own)).toBe(true);
    expect(isStillRunning({ ...own, startTicks: "1" })).toBe(false);
  });

  it.runIf(process.platform === "linux")(
    "has ended although nobody has asked for its exit code",
    async () => {
      // The shell's child ends, and `exec` replaces the shell by what never asks for it.
      const parent = spawn("sh", ["-c", "sleep 0.2 & echo $!; exec sleep 30"], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      const [line] = await once(parent.stdout, "data");
      const identity = identify(Number(line));
      await expect.poll(() => isStillRunning(identity)).toBe(false);
      expect(() => process.kill(identity.pid, 0)).not.toThrow();
      parent.kill("SIGKILL");
    },
  );

  it("of another machine may run or not", () => {
    expect(isStillRunning({ pid: process.pid, host: "another machine" })).toBeUndefined();
  });
});
