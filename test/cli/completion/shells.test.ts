import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { spawn } from "@lydell/node-pty";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launcher, runPinReset } from "../support/run.ts";

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "completion-")));
  mkdirSync(path.join(folder, "lists"));
  writeFileSync(path.join(folder, "list of devices.csv"), "");
  for (const shell of ["bash", "zsh", "fish", "powershell"]) {
    const script = execFileSync(process.execPath, [launcher, "completion", shell], { encoding: "utf8" });
    writeFileSync(path.join(folder, `.${shell}`), script);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A shell may draw a blank, go back, and draw it again. */
const completedLine = /pin-reset devices --resettable\s+--platform\s+android/;

function has(shell: string): boolean {
  return spawnSync(shell, ["-c", "exit 0"]).status === 0;
}

/** What a terminal with a shell shows once a text has shown, and ends it. */
function typed(shell: string, args: string[], lines: readonly string[], wanted: RegExp): Promise<string> {
  const terminal = spawn(shell, args, {
    cwd: folder,
    cols: 200,
    env: { PATH: process.env.PATH, HOME: folder, TERM: "dumb" },
  });
  return new Promise((resolve) => {
    let raw = "";
    let next = 0;
    const shown = () => stripVTControlCharacters(raw).replaceAll("\b", "");
    const end = () => {
      clearTimeout(limit);
      terminal.kill();
      resolve(shown());
    };
    const limit = setTimeout(end, 25_000);
    terminal.onData((data) => {
      raw += data;
      const text = shown();
      if (wanted.test(text)) {
        end();
      } else if (next < lines.length && text.includes(`ready${next}`)) {
        terminal.write(lines[next] ?? "");
        next += 1;
      }
    });
    terminal.write("echo rea''dy0\r");
  });
}

describe.skipIf(!has("bash"))(`bash${has("bash") ? "" : " (skipped: not installed)"}`, () => {
  function candidates(line: string): string[] {
    const program = `source .bash; source .bash; COMP_LINE=$1; COMP_POINT=\${#1}; _pin_reset_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync("bash", ["--norc", "--noprofile", "-c", program, "bash", line], {
      cwd: folder,
      encoding: "utf8",
    });
    return stdout.split("\n").filter((value) => value !== "");
  }

  it.each([
    ["pin-reset fleet sc", ["scan", "schedule"]],
    ["pin-reset devices --platform w", ["windows10Mobile", "windows"]],
    ["pin-reset devices --platform=w", ["windows10Mobile", "windows"]],
    ["pin-reset reset --from li", ["list of devices.csv", "lists"]],
    ["pin-reset fleet up --policy-pack li", ["lists"]],
    ["pin-reset reset $(touch executed) --dr", ["--dry-run"]],
    ['pin-reset reset "unfinished --dr', ["--dry-run"]],
  ])("has for %s %j, and runs nothing of the line", (line, expected) => {
    expect(candidates(line).toSorted()).toEqual(expected.toSorted());
    expect(() => execFileSync("ls", ["executed"], { cwd: folder, stdio: "ignore" })).toThrow();
  });

  it("completes what is typed on a terminal", async () => {
    const shown = await typed(
      "bash",
      ["--norc", "--noprofile"],
      ["source .bash; echo rea''dy1\r", "pin-reset devices --resett\t--plat\tandr\t"],
      completedLine,
    );
    expect(shown).toMatch(completedLine);
  });
});

describe.skipIf(!has("zsh"))(`zsh${has("zsh") ? "" : " (skipped: not installed)"}`, () => {
  it("completes what is typed on a terminal, and runs nothing of it", async () => {
    const start = "autoload -U compinit; compinit -u -D; source .zsh; echo rea''dy1\r";
    // In quotes: zsh itself runs what is not.
    const hostile = "pin-reset reset '--user=$(>executed)=\t";
    const shown = await typed(
      "zsh",
      ["-f"],
      [start, `${hostile}\u0015pin-reset devices --resett\t--plat\tandr\t`],
      completedLine,
    );
    expect(shown).toMatch(completedLine);
    expect(existsSync(path.join(folder, "executed")), "the line was run").toBe(false);
  });
});

describe.skipIf(!has("fish"))(`fish${has("fish") ? "" : " (skipped: not installed)"}`, () => {
  it.each([
    ["pin-reset fleet sc", ["scan", "schedule"]],
    ["pin-reset devices --platform win", ["windows", "windows10Mobile"]],
    ["pin-reset reset --from li", ["list of devices.csv", "lists/"]],
  ])("has for %s %j", (line, expected) => {
    const { stdout } = spawnSync(
      "fish",
      ["--no-config", "-c", `source .fish; complete --do-complete '${line}'`],
      {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, HOME: folder },
      },
    );
    const values = stdout
      .trim()
      .split("\n")
      .map((candidate) => candidate.split("\t")[0]?.replaceAll("\\", ""));
    expect(values.toSorted()).toEqual(expected.toSorted());
  });
});

it("the script for PowerShell names the companion by its path, with the quotes that PowerShell has", async () => {
  const { stdout } = await runPinReset(["completion", "powershell"]);
  expect(stdout).toContain(
    `& '${process.execPath.replaceAll("'", "''")}' '${launcher.replaceAll("'", "''")}' complete '--'`,
  );
  expect(stdout).toContain("Register-ArgumentCompleter -CommandName 'pin-reset'");
  expect(stdout, "quotes that are typographic end a text there too").toContain(
    "['\\u2018-\\u201B]\", '$0$0'",
  );
});

it("a shell that is not named, or not known, is told with those that are", async () => {
  expect(await runPinReset(["completion"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("bash, zsh, fish, powershell"),
  });
  expect(await runPinReset(["completion", "csh"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("must be bash, zsh"),
  });
});
