import { createRequire } from "node:module";

/** Loads the library at the first text that is not ASCII alone. */
const require = createRequire(import.meta.url);

const onlyAscii = /^[\x20-\x7e]*$/;
/** What stays on one line, so that it can be copied and run: what is within backticks, and a command up to its end. */
const unbroken = /(\S*`[^`]*`\S*|npm run (?:--silent )?(?:pin-reset|pulumi) -- .*$|\S+)/;
const graphemes = new Intl.Segmenter();
const ellipsis = "…";

/** How many columns of a terminal a text takes: a CJK character or an emoji two, a combining mark none. */
export function widthOf(text: string): number {
  if (onlyAscii.test(text)) {
    return text.length;
  }
  const { default: stringWidth }: typeof import("string-width") = require("string-width");
  return stringWidth(text);
}

/** How wide the terminal is that a stream writes to; undefined where it is none. */
export function columnsOf({ isTTY, columns }: NodeJS.WriteStream): number | undefined {
  // A terminal that does not say how wide it is, such as a serial console, has 0 columns.
  return isTTY ? columns || 80 : undefined;
}

/** A text of at most `width` columns: a longer one ends in `…`. */
export function cut(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${beginning(text, width - 1)}${width > 0 ? ellipsis : ""}`;
}

/** A text with blanks up to `width` columns. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** As much of a text as `width` columns hold. */
function beginning(text: string, width: number): string {
  let [kept, taken] = ["", 0];
  for (const { segment } of graphemes.segment(text)) {
    taken += widthOf(segment);
    if (taken > width) {
      break;
    }
    kept += segment;
  }
  return kept;
}

/**
 * Lines of at most `width` columns, broken between words, each but the first after `indent`; the first has room for as
 * much before it. A word or a command that is wider than a line stays whole, so that a link can be opened, unless
 * `breakWords`.
 */
export function wrapped(text: string, width: number, indent: string, breakWords = false): string {
  const room = Math.max(1, width - widthOf(indent));
  const lines: string[] = [];
  let line = "";
  let gap = "";
  for (const part of text.split(breakWords ? /(\S+)/ : unbroken)) {
    if (/^\s*$/.test(part)) {
      gap = part;
    } else if (line !== "" && widthOf(line + gap + part) > room) {
      lines.push(line);
      line = part;
    } else {
      line += line === "" ? part : gap + part;
    }
    while (breakWords && widthOf(line) > room) {
      const first = beginning(line, room) || line;
      lines.push(first);
      line = line.slice(first.length);
    }
  }
  return [...lines, line].join(`\n${indent}`);
}

/** Lines for a terminal of `width` columns, each wrapped with an indent as its own. */
export function wrappedLines(text: string, width: number): string {
  return text
    .split("\n")
    .map((line) => {
      const indent = /^\s*/.exec(line)?.[0] ?? "";
      return `${indent}${wrapped(line.slice(indent.length), width, indent)}`;
    })
    .join("\n");
}
