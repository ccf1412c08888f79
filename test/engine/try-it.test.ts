import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { commandsIn, readDocument } from "../documents.ts";
import { repository } from "./stack.ts";

const main = path.join(repository, "tools", "tenant", "main.ts");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "try-it-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Types lines into the embedded tenant's shell, which is bash. */
async function typeThere(lines: readonly string[]): Promise<{ code: unknown; printed: string }> {
  const { TF_BUILD: _build, GITHUB_ACTIONS: _actions, ...own } = process.env;
  // What this user has for a tenant of their own must lead nowhere here.
  const theirs = { PULUMI_STACK: "prod", ARM_USE_OIDC: "true", ARM_CLIENT_CERTIFICATE_PATH: "/no/such.pem" };
  const env = { ...own, ...theirs, SHELL: "/bin/bash", TMPDIR: folder, npm_config_loglevel: "silent" };
  const child = spawn(process.execPath, [main, "shell"], { cwd: repository, env, stdio: "pipe" });
  child.stdin.end(lines.map((line) => `${line}\n`).join(""));
  const [printed, warned, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { code, printed: printed + warned };
}

const commandsOf = (document: string, section: string) =>
  commandsIn(readDocument(document)).filter((command) => command.section === section);

describe.skipIf(process.platform === "win32")("the embedded tenant's shell", () => {
  it("runs each command of docs/try-it.md and README.md as it is written, and leaves nothing", async () => {
    const here = commandsOf("docs/try-it.md", "What to type there").map(({ command }) => command);
    const readme = commandsOf("README.md", "Try it: no account, no cloud").map(({ command }) => command);
    expect(here.length).toBeGreaterThan(6);
    const onward = readme.slice(readme.indexOf("pulumi up --yes") + 1);
    expect(onward.at(-1)).toBe("pin-reset drift");
    const typed = [...here, ...onward];
    const { code, printed } = await typeThere([
      ...typed.map((command) => `${command}; echo "ended with $?."`),
      "exit 5",
    ]);
    expect(code, printed).toBe(5);
    expect(printed.match(/^ended with \d+\.$/gm), printed).toEqual(
      typed.map((command) => `ended with ${command === "pin-reset drift" ? 7 : 0}.`),
    );
    expect(printed).toContain("https://contoso-passcodes.vault.localhost:");
    expect(printed).toMatch(/EnablePinRecovery is false, declared true by admin@contoso\.example/);
    expect(printed.match(/^PHONE-\d{4},/gm)).toHaveLength(500);
    expect(printed).toContain("group Windows devices removed by admin@contoso.example");
    // npm keeps what it compiles there.
    expect((await readdir(folder)).filter((name) => name.startsWith("pin-reset"))).toEqual([]);
  });
});

describe("npm run tenant -- --env-file", () => {
  it("writes a file that its owner alone may read, not over another, and removes it at the end", async () => {
    const file = path.join(folder, "tenant.env");
    // Without the first, Node.js would take the option for its own.
    const args = ["--", main, "--port", "0", "--directory", path.join(folder, "t"), "--env-file", file];
    const child = spawn(process.execPath, args, { stdio: "ignore" });
    const ended = once(child, "exit");
    await vi.waitFor(() => expect(existsSync(file)).toBe(true), { timeout: 20_000 });
    if (process.platform !== "win32") {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    }
    const second = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    expect(await text(second.stderr)).toContain("exists, and is not written over");
    const { stdout } = spawn(
      process.execPath,
      [`--env-file=${file}`, "-p", "process.env.ARM_METADATA_HOSTNAME"],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    expect(await text(stdout)).toMatch(/^localhost:\d+\n$/);
    child.kill("SIGTERM");
    await ended;
    expect(existsSync(file)).toBe(process.platform === "win32");
  });
});
