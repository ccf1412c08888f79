import { mkdir, writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { findOnPath } from "../../pulumi-cli/executables.ts";
import type { Commands } from "./commands.ts";

/** What is before the prompt of the shell that `npm run tenant -- shell` opens. */
export const promptMark = "(embedded tenant) ";

/** How a shell is started. */
export type ShellStart = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/**
 * How to start the user's shell so that its prompt says where it is and it has the commands, after the user's own
 * start files. Files for that are written into `folder`; none has a value of a variable.
 */
export async function startOfShell(
  folder: string,
  { bin, pulumi }: Commands,
  env: NodeJS.ProcessEnv,
): Promise<ShellStart> {
  const command = shellOf(env);
  const name = basename(command).replace(/\.exe$/i, "");
  const path = { PATH: [bin, env.PATH].filter(Boolean).join(delimiter) };
  const first = `export PATH=${quoted(bin)}:"$PATH"\npulumi() { ${quoted(pulumi)} "$@"; }`;
  if (name === "bash") {
    const file = join(folder, "bashrc");
    await writeFile(
      file,
      `[ -f ~/.bashrc ] && . ~/.bashrc\n${first}\nPS1=${quoted(promptMark)}"\${PS1:-\\$ }"\n`,
    );
    return { command, args: ["--rcfile", file, "-i"], env: path };
  }
  if (name === "zsh") {
    const own = join(folder, "zsh");
    await mkdir(own, { recursive: true });
    const home = `ZDOTDIR="\${PIN_RESET_ZDOTDIR:-$HOME}"`;
    await writeFile(join(own, ".zshenv"), `${withOwn(home, ".zshenv")}ZDOTDIR=${quoted(own)}\n`);
    await writeFile(
      join(own, ".zshrc"),
      `${withOwn(home, ".zshrc")}${first}\nPROMPT=${quoted(promptMark)}"$PROMPT"\n`,
    );
    return { command, args: ["-i"], env: { ...path, ZDOTDIR: own, PIN_RESET_ZDOTDIR: env.ZDOTDIR ?? "" } };
  }
  if (name === "fish") {
    const commands = [
      `set -gx PATH ${quoted(bin)} $PATH`,
      `function pulumi; ${quoted(pulumi)} $argv; end`,
      "functions -c fish_prompt prompt_before_tenant",
      `function fish_prompt; echo -n ${quoted(promptMark)}; prompt_before_tenant; end`,
    ];
    return { command, args: ["--init-command", commands.join("; ")], env: path };
  }
  if (name === "pwsh" || name === "powershell") {
    const commands =
      `function global:pulumi { & '${pulumi}' @args }; ` +
      "$promptBeforeTenant = $function:prompt; " +
      `function global:prompt { '${promptMark}' + (& $promptBeforeTenant) }`;
    return { command, args: ["-NoLogo", "-NoExit", "-Command", commands], env: path };
  }
  return { command, args: [], env: { ...path, PS1: `${promptMark}$ ` } };
}

/** The shell that the user has: SHELL, or a PowerShell on Windows. */
function shellOf(env: NodeJS.ProcessEnv): string {
  if (env.SHELL) {
    return env.SHELL;
  }
  return process.platform === "win32" ? (findOnPath("pwsh", env) ?? "powershell.exe") : "/bin/sh";
}

/** Runs a start file of the user with the folder that it is in. */
function withOwn(home: string, file: string): string {
  return `${home}\n[ -f "$ZDOTDIR/${file}" ] && . "$ZDOTDIR/${file}"\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
