import headless, { type IBufferCell, type IBufferLine, type Terminal } from "@xterm/headless";

/** How text looks: colours as `#rrggbb`, undefined for the terminal's own. */
export type Style = { readonly color?: string; readonly bold?: true; readonly dim?: true };

/** A piece of a line that looks the same throughout. */
export type Run = { readonly text: string; readonly style: Style };

export type Line = readonly Run[];

type Size = { readonly columns: number; readonly rows: number };

/** What a terminal of this size shows of what is written to it. */
export class Screen {
  readonly #terminal: Terminal;

  constructor({ columns, rows }: Size) {
    // Line feeds alone start a line, as after a terminal's own translation.
    this.#terminal = new headless.Terminal({
      cols: columns,
      rows,
      convertEol: true,
      scrollback: 100_000,
      allowProposedApi: true,
    });
  }

  /** Returns once all of it is on the screen. */
  write(data: string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(data, resolve));
  }

  /** All lines since the first, those that have scrolled away included; none after the last with text. */
  lines(): Line[] {
    const { active } = this.#terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, index) => lineOf(active.getLine(index)));
    return lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1);
  }

  /** The lines that a person sees now, as text without blanks at their ends. */
  get visible(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) =>
        active
          .getLine(active.baseY + row)
          ?.translateToString(true)
          .trimEnd() ?? "",
    );
  }

  /** Whether the terminal broke a line that was too long for it: the texts of those lines. */
  get broken(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: active.length }, (_, index) => active.getLine(index))
      .filter((line) => line?.isWrapped)
      .map((line) => line?.translateToString(true) ?? "");
  }
}

/** The lines that a terminal so wide shows in the end of what was written to it: what was written over is gone. */
export async function screenOf(written: string, columns: number): Promise<Line[]> {
  const screen = new Screen({ columns, rows: 50 });
  await screen.write(written);
  return screen.lines();
}

export function textOf(line: Line): string {
  return line.map(({ text }) => text).join("");
}

function lineOf(line: IBufferLine | undefined): Line {
  const runs: { text: string; style: Style }[] = [];
  for (let column = 0; column < (line?.length ?? 0); column += 1) {
    const cell = line?.getCell(column);
    // The second cell of a wide character has no width of its own.
    if (cell !== undefined && cell.getWidth() > 0) {
      const style = styleOf(cell);
      const last = runs.at(-1);
      const text = cell.getChars() || " ";
      if (last !== undefined && same(last.style, style)) {
        last.text += text;
      } else {
        runs.push({ text, style });
      }
    }
  }
  return trimmed(runs);
}

function same(one: Style, other: Style): boolean {
  return one.color === other.color && one.bold === other.bold && one.dim === other.dim;
}

function trimmed(runs: readonly Run[]): Line {
  const last = runs.at(-1);
  if (last === undefined) {
    return [];
  }
  const text = last.text.trimEnd();
  return text === "" ? trimmed(runs.slice(0, -1)) : [...runs.slice(0, -1), { ...last, text }];
}

/** The sixteen colours, readable on a dark ground, in the order of their codes. */
const palette = [
  "#6e7681",
  "#ff7b72",
  "#3fb950",
  "#d29922",
  "#58a6ff",
  "#bc8cff",
  "#39c5cf",
  "#b1bac4",
  "#8b949e",
  "#ffa198",
  "#56d364",
  "#e3b341",
  "#79c0ff",
  "#d2a8ff",
  "#56d4dd",
  "#f0f6fc",
];

function styleOf(cell: IBufferCell): Style {
  const color = colorOf(cell);
  return {
    ...(color && { color }),
    ...(cell.isBold() && { bold: true }),
    ...(cell.isDim() && { dim: true }),
  };
}

function colorOf(cell: IBufferCell): string | undefined {
  if (cell.isFgRGB()) {
    return `#${cell.getFgColor().toString(16).padStart(6, "0")}`;
  }
  return cell.isFgPalette() ? indexed(cell.getFgColor()) : undefined;
}

function indexed(code: number): string | undefined {
  if (code < 16) {
    return palette[code];
  }
  if (code >= 232) {
    const value = 8 + (code - 232) * 10;
    return hex(value, value, value);
  }
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  const at = code - 16;
  return hex(level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6));
}

function hex(...parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
