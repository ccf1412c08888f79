import { stripVTControlCharacters } from "node:util";
import { spawn } from "@lydell/node-pty";
import { environment, launcher } from "./run.ts";

/** A terminal in which the companion runs, and somebody in front of it. */
export type Terminal = {
  /** Waits until a text shows that has not been waited for yet; answers what showed up to its end. */
  see(wanted: string | RegExp): Promise<string>;
  /** Types, as on the keyboard; see `keys` for those without a letter. */
  type(text: string): void;
  /** All that was written to the terminal, control sequences and all. */
  readonly raw: string;
  /** All that was written to the terminal, as text. */
  readonly text: string;
  /** The exit code. */
  readonly ended: Promise<number>;
};

export const keys = { enter: "\r", down: "\u001b[B", controlC: "\u0003" } as const;

type TerminalOptions = {
  readonly columns?: number;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
};

/** Starts the companion on a pseudo-terminal. */
export function openTerminal(
  args: readonly string[],
  { columns = 100, env = {}, cwd = process.cwd() }: TerminalOptions = {},
): Terminal {
  const { CI: _ci, NO_COLOR: _noColor, FORCE_COLOR: _forced, ...clean } = environment({});
  const program = spawn(process.execPath, [launcher, ...args], {
    name: "xterm-256color",
    cols: columns,
    rows: 40,
    cwd,
    env: { ...clean, TERM: "xterm-256color", ...env },
  });
  const screen = { raw: "", seen: 0, isOver: false };
  const changed = new EventTarget();
  const change = () => changed.dispatchEvent(new Event("change"));
  program.onData((data) => {
    screen.raw += data;
    change();
  });
  const ended = new Promise<number>((resolve) => {
    program.onExit(({ exitCode }) => {
      screen.isOver = true;
      change();
      resolve(exitCode);
    });
  });
  const text = () => stripVTControlCharacters(screen.raw).replaceAll("\r\n", "\n");
  const found = (wanted: RegExp) => {
    const match = wanted.exec(text().slice(screen.seen));
    if (match === null) {
      return undefined;
    }
    const shown = text().slice(screen.seen, screen.seen + match.index + match[0].length);
    screen.seen += shown.length;
    return shown;
  };
  return {
    ended,
    type: (typed) => program.write(typed),
    get raw() {
      return screen.raw;
    },
    get text() {
      return text();
    },
    see(wanted) {
      const pattern = typeof wanted === "string" ? new RegExp(escaped(wanted)) : wanted;
      return new Promise((resolve, reject) => {
        const look = () => {
          const shown = found(pattern);
          if (shown !== undefined) {
            resolve(shown);
          } else if (screen.isOver) {
            reject(new Error(`The terminal never showed ${pattern}:\n${text()}`));
          } else {
            return;
          }
          changed.removeEventListener("change", look);
        };
        changed.addEventListener("change", look);
        look();
      });
    },
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
