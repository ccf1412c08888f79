import { mkdir, writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { findOnPath } from "../../pulumi-cli/executables.ts";
import type { Commands } from "./commands.ts";
import { ofOwnTenant, type Variables } from "./variables.ts";

/** What is before the prompt of the shell that `npm run tenant -- shell` opens. */
export const promptMark = "(embedded tenant) ";

/** How a shell is started. */
export type ShellStart = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/**
 * How to start the user's shell so that its prompt says where it is, it has the commands, and it has the variables whatever
 * the user's own start files set: one that exports a backend or a stack of theirs must not lead a command there. Files for
 * that are written into `folder`; none has a value of a variable.
 */
export async function startOfShell(
  folder: string,
  { bin, pulumi }: Commands,
  env: NodeJS.ProcessEnv,
  variables: Variables,
): Promise<ShellStart> {
  const command = shellOf(env);
  const name = basename(command).replace(/\.exe$/i, "");
  const names = Object.keys(variables);
  const foreign = ofOwnTenant.filter((other) => !names.includes(other));
  const path = { PATH: [bin, env.PATH].filter(Boolean).join(delimiter) };
  const set = {
    ...path,
    ...variables,
    ...Object.fromEntries(names.map((each) => [kept(each), variables[each] ?? ""])),
  };
  const first = [
    `export PATH=${quoted(bin)}:"$PATH"`,
    `pulumi() { ${quoted(pulumi)} "$@"; }`,
    ...names.map((each) => `export ${each}="$${kept(each)}"; unset ${kept(each)}`),
    `unset ${foreign.join(" ")}`,
  ].join("\n");
  if (name === "bash") {
    const file = join(folder, "bashrc");
    await writeFile(
      file,
      `[ -f ~/.bashrc ] && . ~/.bashrc\n${first}\nPS1=${quoted(promptMark)}"\${PS1:-\\$ }"\n`,
    );
    return { command, args: ["--rcfile", file, "-i"], env: set };
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
    return { command, args: ["-i"], env: { ...set, ZDOTDIR: own, PIN_RESET_ZDOTDIR: env.ZDOTDIR ?? "" } };
  }
  if (name === "fish") {
    const commands = [
      `set -gx PATH ${quoted(bin)} $PATH`,
      `function pulumi; ${quoted(pulumi)} $argv; end`,
      ...names.map((each) => `set -gx ${each} $${kept(each)}; set -eg ${kept(each)}`),
      // A universal variable is every session's: it is hidden here, not erased.
      ...foreign.map((each) => `set -eg ${each}; set -qU ${each}; and set -gu ${each} ''`),
      "functions -c fish_prompt prompt_before_tenant",
      `function fish_prompt; echo -n ${quoted(promptMark)}; prompt_before_tenant; end`,
    ];
    return { command, args: ["--init-command", commands.join("; ")], env: set };
  }
  if (name === "pwsh" || name === "powershell") {
    const restored = names.map((each) => `$env:${each} = $env:${kept(each)}; $env:${kept(each)} = $null; `);
    const removed = foreign.map((each) => `$env:${each} = $null; `);
    const commands =
      [...restored, ...removed].join("") +
      `function global:pulumi { & '${pulumi}' @args }; ` +
      "$promptBeforeTenant = $function:prompt; " +
      `function global:prompt { '${promptMark}' + (& $promptBeforeTenant) }`;
    return { command, args: ["-NoLogo", "-NoExit", "-Command", commands], env: set };
  }
  return { command, args: [], env: { ...path, ...variables, PS1: `${promptMark}$ ` } };
}

/** Where the shell has a variable's value until the user's start files are through. */
function kept(name: string): string {
  return `PIN_RESET_SHELL_${name}`;
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
