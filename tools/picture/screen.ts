/** How text looks: colours as `#rrggbb`, undefined for the terminal's own. */
export type Style = { readonly color?: string; readonly bold?: true; readonly dim?: true };

/** A piece of a line that looks the same throughout. */
export type Run = { readonly text: string; readonly style: Style };

export type Line = readonly Run[];

type Cell = { readonly character: string; readonly style: Style };

const escapeKey = String.fromCharCode(27);
const bell = String.fromCharCode(7);

/** CSI with its parameters and final letter, OSC up to its end, other escapes, a control character, or text. */
const sequence = new RegExp(
  [
    `${escapeKey}\\[([\\d;?]*)[ -/]*([@-~])`,
    `${escapeKey}\\][^${bell}${escapeKey}]*(?:${bell}|${escapeKey}\\\\)?`,
    `${escapeKey}[ -/]*[0-~]`,
    "\\p{Cc}",
    "\\P{Cc}+",
  ].join("|"),
  "gu",
);

/**
 * The lines that a terminal shows in the end of what was written to it: colours kept, what was written over gone. The
 * cursor moves within its line, as progress does; sequences that move it between lines are left out.
 * Source: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
export function screenOf(written: string): Line[] {
  const screen = new Screen();
  for (const [found, parameters = "", final] of written.matchAll(sequence)) {
    if (found === "\n") {
      screen.newLine();
    } else if (found === "\r") {
      screen.column = 0;
    } else if (found === "\t") {
      screen.write(" ".repeat(8 - (screen.column % 8)));
    } else if (final !== undefined) {
      screen.control(final, parameters);
    } else if (!/^\p{Cc}/u.test(found)) {
      screen.write(found);
    }
  }
  return screen.lines();
}

class Screen {
  column = 0;
  #style: Style = {};
  readonly #rows: Cell[][] = [[]];

  get #row(): Cell[] {
    return this.#rows.at(-1) ?? [];
  }

  newLine(): void {
    this.#rows.push([]);
    this.column = 0;
  }

  write(text: string): void {
    for (const character of text) {
      while (this.#row.length < this.column) {
        this.#row.push({ character: " ", style: {} });
      }
      this.#row[this.column] = { character, style: this.#style };
      this.column += 1;
    }
  }

  control(final: string, parameters: string): void {
    const first = Number.parseInt(parameters, 10);
    if (final === "m") {
      this.#style = restyled(this.#style, parameters);
    } else if (final === "G") {
      this.column = Math.max(0, (first || 1) - 1);
    } else if (final === "K") {
      this.#erase(first || 0);
    }
  }

  #erase(part: number): void {
    if (part === 0) {
      this.#row.length = Math.min(this.#row.length, this.column);
    } else if (part === 2) {
      this.#row.length = 0;
    }
  }

  lines(): Line[] {
    return this.#rows.map((cells) => trimmed(runsOf(cells)));
  }
}

function runsOf(cells: readonly Cell[]): Run[] {
  const runs: { text: string; style: Style }[] = [];
  for (const { character, style } of cells) {
    const last = runs.at(-1);
    if (last !== undefined && same(last.style, style)) {
      last.text += character;
    } else {
      runs.push({ text: character, style });
    }
  }
  return runs;
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

function restyled(style: Style, parameters: string): Style {
  const codes = parameters.split(";").map(Number);
  let now = style;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const { color, length } = extendedColour(codes.slice(index + 1));
      if (code === 38) {
        now = coloured(now, color);
      }
      index += length;
    } else {
      now = plainly(now, code);
    }
  }
  return now;
}

function plainly(style: Style, code: number): Style {
  const { bold, dim, color } = style;
  const kept = { ...(color && { color }) };
  if (code === 0) {
    return {};
  }
  if (code === 1) {
    return { ...style, bold: true };
  }
  if (code === 2) {
    return { ...style, dim: true };
  }
  if (code === 22) {
    return kept;
  }
  if (code === 39) {
    return { ...(bold && { bold }), ...(dim && { dim }) };
  }
  if (code >= 30 && code <= 37) {
    return coloured(style, palette[code - 30]);
  }
  if (code >= 90 && code <= 97) {
    return coloured(style, palette[code - 82]);
  }
  return style;
}

function coloured({ bold, dim }: Style, color: string | undefined): Style {
  return { ...(color && { color }), ...(bold && { bold }), ...(dim && { dim }) };
}

/** `5;n` is a colour of 256, `2;r;g;b` any. Returns it, and how many codes it took. */
function extendedColour([kind, ...values]: readonly number[]): { color: string | undefined; length: number } {
  const [first = 0, second = 0, third = 0] = values;
  if (kind === 2) {
    return { color: hex(first, second, third), length: 4 };
  }
  return { color: kind === 5 ? indexed(first) : undefined, length: 2 };
}

function indexed(code: number): string | undefined {
  if (code < 16) {
    return palette[code];
  }
  if (code >= 232) {
    return hex(...gray(code - 232));
  }
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  const at = code - 16;
  return hex(level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6));
}

function gray(step: number): [number, number, number] {
  const value = 8 + step * 10;
  return [value, value, value];
}

function hex(...parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
