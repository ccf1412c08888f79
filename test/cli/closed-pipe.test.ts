import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { environment, launcher } from "./support/run.ts";
import { serveCompanion } from "./support/tenant.ts";

it.each([
  ["stdout", ["fleet", "--help"], 0],
  ["stderr", ["fleet", "scan", "--fleet", "none.yaml"], 1],
] as const)("ends as it would where what reads %s has ended, as `head` does", async (name, args, code) => {
  const child = spawn(process.execPath, [launcher, ...args], { env: environment({}), stdio: "pipe" });
  child[name].destroy();
  const other = name === "stdout" ? child.stderr : child.stdout;
  let printed = "";
  other.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await once(child, "close");
  expect([child.exitCode, printed]).toEqual([code, ""]);
});

describe("where standard output takes nothing", () => {
  const served = serveCompanion();
  const { firstPhone } = seeded.managedDevices;
  const full = "/dev/full";

  /** Runs the companion with a reader that has gone, or on a disk that is full. */
  async function run(args: readonly string[], where: "gone" | "full") {
    served.tenant.state.settings.passcodeDelayMilliseconds = 0;
    const out = where === "full" ? openSync(full, "w") : "pipe";
    const env = environment(served.tenant.env);
    const child = spawn(process.execPath, [launcher, ...args], { env, stdio: ["ignore", out, "pipe"] });
    if (typeof out === "number") {
      closeSync(out);
    }
    child.stdout?.destroy();
    if (child.stderr === null) {
      throw new Error("It has no standard error.");
    }
    const [stderr] = await Promise.all([text(child.stderr), once(child, "close")]);
    return { code: child.exitCode, stderr };
  }

  it.each(["gone", "full"] as const)(
    "a reset whose passcode nobody got fails, and says how to see it without another: %s",
    async (where) => {
      if (where === "full" && !existsSync(full)) {
        return;
      }
      const { code, stderr } = await run(["reset", "PHONE-01", "--yes", "--output", "json"], where);
      expect(code).toBe(1);
      expect(JSON.parse(stderr.slice(stderr.indexOf('{"error"')))).toEqual({
        error: {
          code: "notPrinted",
          message: expect.stringMatching(/^Standard output takes no more: .*(?:EPIPE|ENOSPC)/),
          hint: expect.stringMatching(
            new RegExp(`The passcode is set;[\\s\\S]*reset --resume ${firstPhone}$`),
          ),
        },
      });
    },
  );

  it.skipIf(!existsSync(full))(
    "a list on a full disk is an error, and not a program that crashed",
    async () => {
      const { code, stderr } = await run(["devices", "--output", "csv"], "full");
      expect(code).toBe(1);
      expect(stderr).toMatch(/Standard output takes no more: .*ENOSPC.*\nThe output is not whole\./);
      expect(stderr).not.toMatch(/^\s+at /m);
    },
  );
});
