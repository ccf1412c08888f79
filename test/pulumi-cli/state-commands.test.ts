import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { stateCommands } from "../../pulumi-cli/state-commands.ts";
import { failureOf } from "../graph/support/connection.ts";
import { createMachine, describeWithShell, type Machine } from "./machine.ts";

let machine: Machine;
beforeEach(async () => {
  machine = await createMachine();
});
afterEach(() => machine.remove());

/** The commands on a CLI that is this script. */
async function commands(script: string, isTerminal = false) {
  const command = await machine.install("pulumi", script);
  const interruption = new AbortController();
  const envVars = { PATH: process.env.PATH ?? "", TMPDIR: machine.root, ROOT: machine.root };
  const around = { signal: interruption.signal, isTerminal, effect: "Nothing was changed." };
  return { ...stateCommands("dev", { command, envVars }, around), interruption };
}

describeWithShell("the commands on a stack's state", () => {
  it("fail with what the CLI printed, what that means, and what to do", async () => {
    const { forget } = await commands('echo "    error: in use" && echo "error: still in use" >&2; exit 255');
    expect(await failureOf(forget("urn"))).toMatchObject({
      code: "pulumiFailed",
      message: "pulumi state delete failed:\nin use\nstill in use",
      hint: "Nothing was changed. Fix what it says, then run the same command again.",
    });
  });

  it("fail with the exit code where the CLI printed nothing", async () => {
    const { state } = await commands("exit 3");
    const message = "pulumi stack export failed:\nIt ended with exit code 3, and printed no reason.";
    expect(await failureOf(state())).toMatchObject({ code: "pulumiFailed", message });
  });

  it("fail where the CLI prints another thing than a state", async () => {
    const { state } = await commands("echo hello");
    expect(await failureOf(state())).toMatchObject({
      code: "pulumiFailed",
      hint: expect.stringContaining("PULUMI_COMMAND"),
    });
  });

  it("read the state with its secrets encrypted, on the stack alone", async () => {
    const { state } = await commands(
      'echo "$*" > "$ROOT/args"; echo \'{"deployment": {"resources": null}}\'',
    );
    expect(await state()).toEqual({ deployment: { resources: null } });
    expect(await readFile(path.join(machine.root, "args"), "utf8")).toBe(
      "stack export --stack dev --color never --non-interactive\n",
    );
  });

  it("give the state that is written in a file for this user alone, which is gone afterwards", async () => {
    const { setState } = await commands('ls -ld "$4" > "$ROOT/file"; cat "$4" > "$ROOT/content"');
    await setState({ deployment: { resources: [] } });
    const listed = await readFile(path.join(machine.root, "file"), "utf8");
    expect(listed).toMatch(/^-rw-------/);
    expect(await readFile(path.join(machine.root, "content"), "utf8")).toBe(
      '{"deployment":{"resources":[]}}',
    );
    const folder = path.dirname(listed.trim().split(" ").at(-1) ?? "");
    await expect(readdir(folder)).rejects.toThrow("ENOENT");
  });

  it.each([
    ["passes it on", false, "interrupted\n"],
    ["leaves that to a terminal", true, ""],
  ])("an import that Ctrl-C interrupts %s, and fails as interrupted", async (_, isTerminal, received) => {
    const script = `trap 'echo interrupted >> "$ROOT/signals"; exit 1' INT
      : > "$ROOT/signals"; for each in $(seq ${isTerminal ? 5 : 500}); do sleep 0.02; done`;
    const stack = await commands(script, isTerminal);
    const failure = failureOf(stack.import("import.json"));
    const signals = path.join(machine.root, "signals");
    await vi.waitFor(() => readFile(signals, "utf8"));
    stack.interruption.abort();
    expect(await failure).toMatchObject({
      code: "interrupted",
      hint: expect.stringContaining("pulumi stack"),
    });
    expect(await readFile(signals, "utf8")).toBe(received);
  });
});
