const escapeKey = String.fromCharCode(27);

const sequence = new RegExp(`${escapeKey}\\[([\\d;?]*)([@-~])|[\\n\\r]|[^${escapeKey}\\n\\r]+`, "g");

/**
 * What a terminal of a width shows of what was written to it: the cursor moves between lines, as bars do. A line that is longer
 * goes on in the next one, unless wrapping was switched off.
 */
export function screenOf(written: string, columns: number): string[] {
  const screen = new Screen(columns);
  for (const [found, parameters = "", final] of written.matchAll(sequence)) {
    if (final !== undefined) {
      screen.control(final, parameters);
    } else if (found === "\n") {
      screen.moveTo(screen.row + 1, 0);
    } else if (found === "\r") {
      screen.moveTo(screen.row, 0);
    } else {
      screen.write(found);
    }
  }
  return screen.rows.map((line) => line.trimEnd());
}

class Screen {
  readonly rows: string[] = [""];
  row = 0;
  #column = 0;
  #wraps = true;
  readonly #columns: number;

  constructor(columns: number) {
    this.#columns = columns;
  }

  moveTo(row: number, column: number): void {
    this.row = Math.max(0, row);
    this.#column = column;
    while (this.rows.length <= this.row) {
      this.rows.push("");
    }
  }

  write(text: string): void {
    for (const character of text) {
      if (this.#column === this.#columns) {
        this.moveTo(this.#wraps ? this.row + 1 : this.row, this.#wraps ? 0 : this.#columns - 1);
      }
      const line = this.#line.padEnd(this.#column);
      this.#line = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
      this.#column += 1;
    }
  }

  control(final: string, parameters: string): void {
    const count = Number.parseInt(parameters, 10) || 1;
    if (parameters === "?7") {
      this.#wraps = final === "h";
    } else if (final === "A" || final === "B") {
      this.moveTo(this.row + (final === "A" ? -count : count), this.#column);
    } else if (final === "G") {
      this.#column = count - 1;
    } else if (final === "K" && parameters === "2") {
      this.#line = "";
    } else if (final === "K" || final === "J") {
      this.#line = this.#line.slice(0, this.#column);
      this.rows.length = final === "J" ? this.row + 1 : this.rows.length;
    }
  }

  get #line(): string {
    return this.rows[this.row] ?? "";
  }

  set #line(line: string) {
    this.rows[this.row] = line;
  }
}
