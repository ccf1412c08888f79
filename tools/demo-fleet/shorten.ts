const width = 80;
/** How many lines of one kind are shown before the rest of them is counted. */
const shownOfAKind = 2;

/**
 * A command's output as the demo shows it: at most 80 columns, and of the tenants that ended alike the first two, with a line
 * that counts the others.
 */
export function shorten(output: string): string {
  const lines: string[] = [];
  const kinds = new Map<string, number>();
  let hidden = 0;
  const count = () => {
    if (hidden > 0) {
      lines.push(`... and ${hidden} more ${hidden === 1 ? "line" : "lines"} like these`);
      hidden = 0;
    }
  };
  for (const line of output.trimEnd().split("\n")) {
    const kind = kindOf(line);
    const seen = kinds.get(kind ?? "") ?? 0;
    if (kind !== undefined && seen >= shownOfAKind) {
      hidden += 1;
      continue;
    }
    if (kind === undefined) {
      count();
    } else {
      kinds.set(kind, seen + 1);
    }
    lines.push(...fitting(line));
  }
  count();
  return `${lines.join("\n")}\n`;
}

/** A command on lines that a shell takes as one. */
export function continued(command: string): string {
  return wrapped(command, width - "$ ".length - " \\".length).join(" \\\n");
}

/** A row of a table is cut, since its columns would be none on two lines; any other line is wrapped. */
function fitting(line: string): string[] {
  const isRow = /\S {2,}\S/.test(line) && !/ {2}ring /.test(line);
  if (line.length <= width) {
    return [line];
  }
  return isRow ? [`${line.slice(0, width - 1).trimEnd()}…`] : wrapped(line, width);
}

/** Broken between words; two blanks, which divide columns, stay together. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(last === undefined ? word : `  ${word}`);
    }
  }
  return lines;
}

/** What a tenant's line has in common with those of the tenants that ended alike; undefined for any other line. */
function kindOf(line: string): string | undefined {
  const [, ofRun] = /^\S+ {2}ring \S+ {2}([a-z ]+?) {2}/.exec(line) ?? [];
  if (ofRun !== undefined) {
    return ofRun === "failed" || ofRun === "drifted" ? undefined : ofRun;
  }
  // A row of `fleet check`.
  return / {2,}granted\s*$/.test(line) ? "granted" : undefined;
}
