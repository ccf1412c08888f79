const escapeKey = String.fromCharCode(27);

const sequence = new RegExp(`${escapeKey}\\[([\\d;?]*)([@-~])|[\\n\\r]|[^${escapeKey}\\n\\r]+`, "g");

/**
 * What a terminal of a width shows of what was written to it: the cursor moves between lines, as bars do. A line that is longer
 * goes on in the next one, unless wrapping was switched off.
 */
export function screenOf(written: string, columns: number): string[] {
  const rows: string[] = [""];
  let [row, column, wraps] = [0, 0, true];
  const at = (index: number) => rows[index] ?? "";
  const move = (to: number) => {
    row = Math.max(0, to);
    while (rows.length <= row) {
      rows.push("");
    }
  };
  const put = (character: string) => {
    if (column === columns) {
      column = wraps ? 0 : columns - 1;
      move(wraps ? row + 1 : row);
    }
    rows[row] = at(row).padEnd(column).slice(0, column) + character + at(row).slice(column + 1);
    column += 1;
  };
  const control = (final: string, parameters: string) => {
    const count = Number.parseInt(parameters, 10) || 1;
    if (final === "A" || final === "B") {
      move(final === "A" ? row - count : row + count);
    } else if (final === "G") {
      column = count - 1;
    } else if (final === "K") {
      rows[row] = parameters === "2" ? "" : at(row).slice(0, column);
    } else if (final === "J") {
      rows.splice(row + 1);
      rows[row] = at(row).slice(0, column);
    } else if (parameters === "?7") {
      wraps = final === "h";
    }
  };
  for (const [found, parameters = "", final] of written.matchAll(sequence)) {
    if (final !== undefined) {
      control(final, parameters);
    } else if (found === "\n") {
      move(row + 1);
      column = 0;
    } else if (found === "\r") {
      column = 0;
    } else {
      for (const character of found) {
        put(character);
      }
    }
  }
  return rows.map((line) => line.trimEnd());
}
