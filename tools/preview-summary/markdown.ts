import { markdownTable } from "markdown-table";
import { codeSpan, inCell } from "../../cli/drift/markdown.ts";
import { plainLines, plainText } from "../../text/plain-text.ts";

const longestName = 200;

/** Text from a tenant or a program as a code span, without its end where it is long. */
export function span(text: string): string {
  const plain = plainText(text);
  return codeSpan(plain.length > longestName ? `${plain.slice(0, longestName - 1)}…` : plain);
}

/** Text of several lines as a block of code, with a fence that is longer than any within. */
export function block(text: string): string {
  const shown = plainLines(text);
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}text\n${shown}\n${fence}`;
}

/** What is shown only when it is opened. `title` is not from a tenant. */
export function folded(title: string, content: readonly string[]): string {
  return [`<details><summary>${title}</summary>`, ...content, "</details>"].join("\n\n");
}

/** A list that says how many it leaves out. */
export function list(items: readonly string[], most: number): string[] {
  const shown = items.slice(0, most).map((item) => `- ${item}`);
  const left = items.length - shown.length;
  const more = left > 0 ? [`- and ${left} more, in the full output below`] : [];
  return items.length === 0 ? [] : [[...shown, ...more].join("\n")];
}

/** A table of as many rows as fit. */
export function table(head: readonly string[], rows: readonly string[][], mostCharacters: number): string[] {
  const shown: string[][] = [];
  let characters = 0;
  for (const row of rows) {
    const cells = row.map((cell) => inCell(cell));
    characters += cells.join(" | ").length + 4;
    if (characters > mostCharacters) {
      break;
    }
    shown.push(cells);
  }
  const left = rows.length - shown.length;
  const text = markdownTable([[...head], ...shown], { alignDelimiters: false });
  return left > 0 ? [text, `And ${left} more, in the full output.`] : [text];
}

/** The first lines of a text, as many as fit. */
export function firstLines(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) {
    return text.trimEnd();
  }
  const end = text.lastIndexOf("\n", mostCharacters);
  return text.slice(0, Math.max(end, 0)).trimEnd();
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
