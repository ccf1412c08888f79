import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { spawn } from "@lydell/node-pty";
import { type Line, Screen, screenOf, textOf } from "../../../tools/picture/screen.ts";

/** What a command left on the screen. */
export type Shown = {
  readonly exitCode: number;
  /** The lines that it has written, as the terminal shows them in the end. */
  readonly lines: readonly string[];
  /** The same as one text, each run of blanks and line breaks one blank: for what may be wrapped. */
  readonly text: string;
  /** Lines that the terminal had to break, since they were too long for it. */
  readonly broken: readonly string[];
};

/** A person's shell in a terminal. */
export type Shell = {
  /** Types a command, and waits until it has ended. */
  run(command: string): Promise<Shown>;
  /** Types a command that asks something. */
  start(command: string): void;
  /** Waits until the running command shows this, after what was waited for before, at whatever width it is wrapped. */
  see(wanted: string): Promise<void>;
  /** Presses keys. */
  press(typed: string): void;
  /** Waits until the running command has ended. */
  ended(): Promise<Shown>;
  /** All that the screen has shown. */
  lines(): Promise<readonly Line[]>;
  close(): void;
};

const escapeKey = String.fromCharCode(27);
const bell = String.fromCharCode(7);

// Marks of a shell for its terminal, which shows none of them: https://gitlab.freedesktop.org/Per_Bothner/specifications/blob/master/proposals/semantic-prompts.md
const started = `${escapeKey}]133;C${bell}`;
const endedMark = new RegExp(`${escapeKey}\\]133;D;(\\d+)${bell}`);

/**
 * Opens a shell in a terminal of so many columns.
 *
 * @param where `env` is added to what a shell has of itself, and `cwd` is where it begins.
 */
export function openShell(where: {
  readonly columns: number;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}): Shell {
  const { CI: _ci, NO_COLOR: _noColor, FORCE_COLOR: _forced, ...clean } = where.env;
  const { columns, cwd } = where;
  const shell = spawn("bash", ["--noprofile", "--rcfile", path.join(import.meta.dirname, "bashrc"), "-i"], {
    name: "xterm-256color",
    cols: columns,
    rows: 40,
    cwd,
    env: {
      ...clean,
      TERM: "xterm-256color",
      LANG: "C.UTF-8",
      HISTFILE: "",
    },
  });
  let written = "";
  let from = 0;
  let seen = 0;
  const changed = new EventTarget();
  shell.onData((data) => {
    written += data;
    changed.dispatchEvent(new Event("change"));
  });

  const until = <Found>(look: () => Found | undefined, what: string) =>
    new Promise<Found>((resolve, reject) => {
      const limit = setTimeout(() => {
        changed.removeEventListener("change", check);
        reject(
          new Error(`The terminal never showed ${what}:\n${stripVTControlCharacters(written.slice(from))}`),
        );
      }, 60_000);
      const check = () => {
        const found = look();
        if (found !== undefined) {
          clearTimeout(limit);
          changed.removeEventListener("change", check);
          resolve(found);
        }
      };
      changed.addEventListener("change", check);
      check();
    });

  const runningOutput = () => {
    const begin = written.indexOf(started, from);
    return begin < 0 ? undefined : written.slice(begin + started.length);
  };

  const self: Shell = {
    async run(command) {
      self.start(command);
      return self.ended();
    },
    start(command) {
      from = written.length;
      seen = 0;
      shell.write(`${command}\r`);
    },
    async see(wanted) {
      const pattern = new RegExp(wanted.trim().split(/\s+/).map(escaped).join("\\s+"));
      const text = () => stripVTControlCharacters(runningOutput() ?? "");
      seen = await until(() => {
        const found = pattern.exec(text().slice(seen));
        return found === null ? undefined : seen + found.index + found[0].length;
      }, `"${wanted}"`);
    },
    press: (typed) => shell.write(typed),
    async ended() {
      const [output, code] = await until(() => {
        const running = runningOutput();
        const end = running === undefined ? null : endedMark.exec(running);
        return end === null ? undefined : ([running?.slice(0, end.index) ?? "", end[1]] as const);
      }, "the end of the command");
      return shownOf(output, columns, Number(code));
    },
    lines: () => screenOf(written, columns),
    close: () => shell.kill(),
  };
  return self;
}

async function shownOf(output: string, columns: number, exitCode: number): Promise<Shown> {
  const screen = new Screen({ columns, rows: 40 });
  await screen.write(output);
  const lines = screen.lines().map(textOf);
  return { exitCode, lines, text: lines.join(" ").replace(/\s+/g, " "), broken: screen.broken };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
