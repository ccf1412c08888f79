import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { findPulumi } from "../../pulumi-cli/find.ts";
import { createStack, repository, type Stack } from "./stack.ts";

const opened: Stack[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((stack) => stack.close()));
});

async function pulumi(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const main = path.join(repository, "pulumi-cli", "main.ts");
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(child, "close");
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, stdout, stderr };
}

describe("the CLI that is found here", () => {
  it("knows its version", async () => {
    const { version } = await findPulumi();

    expect(await pulumi("version")).toMatchObject({ code: 0, stdout: `v${version}\n` });
  });

  it("has its stand-ins named on standard error, and nothing else", async () => {
    const { standIns } = await findPulumi();
    const expected =
      standIns.length === 0
        ? ""
        : `The embedded tenant is used with simulated parts of Pulumi: ${standIns.join(", ")}.\n`;

    expect((await pulumi("version")).stderr).toBe(expected);
  });

  it("passes its own failure on", async () => {
    const { code, stderr } = await pulumi("no-such-command");

    expect(code).toBe(1);
    expect(stderr).toContain("no-such-command");
  });

  it("runs this project from a copy of its own, up to the first missing setting", async () => {
    const stack = await createStack();
    opened.push(stack);

    const { code, stdout } = await stack.run(["preview"]);

    expect(code).not.toBe(0);
    expect(stdout).toContain("pin-reset:assignments");
    expect(stdout).not.toContain("We failed to locate the entry point");
  });
});
