import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { spawn } from "@lydell/node-pty";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findOnPath } from "../../../pulumi-cli/executables.ts";
import { Screen } from "../../../tools/picture/screen.ts";
import { writeCommands } from "../../../tools/tenant/commands.ts";
import { promptMark, startOfShell } from "../../../tools/tenant/shells.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "shells-"));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const exported =
  "export PATH=/usr/bin:/bin OWN=file PULUMI_BACKEND_URL=azblob://mine PULUMI_STACK=prod ARM_USE_OIDC=1\n";

/** The start files of a user who has set a prompt and a PATH of their own, and what leads to a tenant of their own. */
const startFiles = {
  bash: [".bashrc", `PS1='mine> '; ${exported}`],
  zsh: [".zshrc", `PROMPT='mine> '; ${exported}`],
  fish: [
    ".config/fish/config.fish",
    "function fish_prompt; echo -n 'mine> '; end; set -gx OWN file; set -gx PULUMI_BACKEND_URL azblob://mine; " +
      "set -gx PULUMI_STACK prod; set -Ux ARM_USE_OIDC 1\n",
  ],
  pwsh: [
    ".config/powershell/profile.ps1",
    "function prompt { 'mine> ' }; $env:OWN = 'file'; $env:PULUMI_BACKEND_URL = 'azblob://mine'; " +
      "$env:PULUMI_STACK = 'prod'; $env:ARM_USE_OIDC = '1'\n",
  ],
} as const;

const variables = { PULUMI_BACKEND_URL: "file:///its", ARM_TENANT_ID: "its" };

describe.skipIf(process.platform === "win32")("the shell of the embedded tenant", () => {
  it.each(["bash", "zsh", "fish", "pwsh"] as const)(
    "%s: the user's own start file is run, but leads to no tenant of theirs; the prompt says where it is, and pin-reset is a command",
    async (name) => {
      const command = findOnPath(name, process.env);
      if (command === undefined) {
        expect(name, "bash is everywhere").not.toBe("bash");
        return;
      }
      const [file, content] = startFiles[name];
      await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
      await writeFile(path.join(folder, file), content);
      const commands = await writeCommands(folder, path.resolve("."));
      const env = { HOME: folder, PATH: process.env.PATH, TERM: "xterm-256color", SHELL: command };
      const start = await startOfShell(folder, commands, env, variables);
      const screen = new Screen({ columns: 80, rows: 30 });
      const shell = spawn(start.command, [...start.args], {
        cols: 80,
        rows: 30,
        cwd: folder,
        env: { ...env, ...start.env },
      });
      shell.onData((data) => void screen.write(data));
      const ended = new Promise<number>((resolve) => shell.onExit(({ exitCode }) => resolve(exitCode)));
      const shows = (text: string) =>
        vi.waitFor(() => expect(screen.visible.join("\n")).toContain(text), { timeout: 20_000 });
      await shows(`${promptMark}mine>`);
      const own = name === "pwsh" ? "$env:OWN" : "$OWN";
      shell.write(`echo "of the ${own}"; pin-reset --version; type pulumi\r`);
      await shows("of the file");
      await shows("0.1.0");
      // On PATH, what looks for a Pulumi CLI would find it and run itself.
      if (name !== "pwsh") {
        await shows("pulumi is a");
        expect(screen.visible.join("\n")).toMatch(/pulumi is a (?:shell )?function/);
      }
      const of = name === "pwsh" ? "$env:" : "$";
      shell.write(`echo "at:${of}PULUMI_BACKEND_URL,${of}PULUMI_STACK,${of}ARM_USE_OIDC."\r`);
      await shows("at:file:///its,,.");
      shell.write("exit 5\r");
      expect(await ended).toBe(5);
      if (name === "fish") {
        const universal = await readFile(path.join(folder, ".config/fish/fish_variables"), "utf8");
        expect(universal, "a variable of all the user's sessions was erased").toContain("ARM_USE_OIDC:1");
      }
    },
  );
});
