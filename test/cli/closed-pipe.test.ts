import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { environment, launcher } from "./support/run.ts";

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
