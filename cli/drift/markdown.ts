import { markdownTable } from "markdown-table";
import { plainText } from "../../text/plain-text.ts";
import { deletionsOf, lossOf } from "./deletions.ts";
import { inShort } from "./one-line.ts";
import { type Line, linesOf, openChanges, type Report, revocations } from "./report.ts";
import { titleOf } from "./words.ts";

// A comment or an issue on GitHub takes 65,536 characters, and what others write around it needs some of them.
const mostCharacters = 50_000;

/**
 * The report for people, as a section of GitHub's Markdown: a table of what drifted, and one of what is pending.
 * Source: https://github.github.com/gfm/#tables-extension-
 */
export function markdownOf(report: Report): string {
  const lines = linesOf(report);
  const [drift, pending] = (["drift", "pending"] as const).map((kind) =>
    lines.filter((line) => line.kind === kind),
  );
  const sections = [
    `## PIN Reset: drift of ${code(report.stack)}`,
    ...losses(report),
    headline(report),
    ...table(drift ?? [], driftColumns),
    ...(report.pending.length > 0
      ? [
          "**Pending**: the program has changes that no `pulumi up` applied yet.",
          ...table(pending ?? [], pendingColumns),
        ]
      : []),
    ...said([...report.notices, ...revocations(openChanges(report))]),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** Sentences that hold names from the tenant, as a list. */
function said(sentences: readonly string[]): string[] {
  const items = sentences.map((sentence) => `- ${sentence.split("\n").map(codeSpan).join("\n  ")}`);
  return items.length === 0 ? [] : [items.join("\n")];
}

/**
 * A sentence that holds names from the tenant: they make no formatting, no HTML, no entity and no link to a URL. A host of Markdown may
 * still see mentions in it, which only code has none of: see `code`.
 * Sources: https://spec.commonmark.org/0.31.2/#backslash-escapes, https://github.github.com/gfm/#autolinks-extension-
 */
export function asText(sentence: string): string {
  return sentence.replaceAll(/[\\*_<>[\]|@&~]|(?<=\bwww)\.|:(?=\/\/)/gi, "\\$&");
}

function losses(report: Report): string[] {
  const lost = deletionsOf(openChanges(report)).flatMap((change) => {
    const what = lossOf(change);
    return what === undefined ? [] : [`${what} (${code(change.name)})`];
  });
  return lost.length === 0 ? [] : [`**An update would delete for good: ${lost.join(", ")}.**`];
}

function headline({ drifted, healed }: Report): string {
  if (drifted.length === 0) {
    return "Nothing drifted: the tenant is as it was deployed.";
  }
  const [resources, are] =
    drifted.length === 1 ? ["1 resource", "is"] : [`${drifted.length} resources`, "are"];
  return healed
    ? `**${resources} had drifted**, and ${are} as declared again.`
    : `**${resources} drifted**: the tenant differs from what the program declares.`;
}

type Columns = Readonly<Record<string, (line: Line) => string>>;

const driftColumns: Columns = {
  Resource: (line) => code(titleOf(line)),
  Change: ({ what, sentence }) => code(what) || sentence,
  Declared: ({ declared }) => code(inShort(declared)),
  Actual: ({ actual }) => code(inShort(actual)),
  "Changed by": ({ changedBy = "" }) => code(changedBy),
  "Changed at": ({ changedAt = "" }) => code(changedAt),
};

const pendingColumns: Columns = {
  Resource: (line) => code(titleOf(line)),
  Operation: ({ operation }) => operation,
  Change: ({ what }) => code(what),
  Declared: ({ declared }) => code(inShort(declared)),
  Actual: ({ actual }) => code(inShort(actual)),
};

function table(lines: readonly Line[], columns: Columns): readonly string[] {
  if (lines.length === 0) {
    return [];
  }
  const rows: string[][] = [];
  let characters = 0;
  for (const line of lines) {
    const row = Object.values(columns).map((cell) => cell(line));
    characters += row.join(" | ").length;
    if (characters > mostCharacters / 2) {
      break;
    }
    rows.push(row);
  }
  // Cells as wide as the widest would multiply the length of all others.
  const shown = markdownTable([Object.keys(columns), ...rows], { alignDelimiters: false });
  const left = lines.length - rows.length;
  return left === 0
    ? [shown]
    : [shown, `And ${left} more: \`npm run pin-reset -- drift --output csv\` lists them all.`];
}

/** Text as a code span of a table's cell, which no `|` in it ends. */
export function code(text: string): string {
  return inCell(codeSpan(text));
}

/**
 * Text as a code span: nothing in it is taken for Markdown, HTML, a link or a mention.
 * Source: https://github.github.com/gfm/#code-spans
 */
export function codeSpan(text: string): string {
  const plain = plainText(text);
  if (plain === "") {
    return "";
  }
  const runs = plain.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const padding = /^`|`$|^ .* $/.test(plain) ? " " : "";
  return `${fence}${padding}${plain}${padding}${fence}`;
}

/**
 * Markdown for a cell of a table. A `|` ends a cell even in code, unless there is one backslash before it: two are a backslash and
 * the end of the cell.
 * Source: https://github.github.com/gfm/#tables-extension-
 */
export function inCell(markdown: string): string {
  return markdown.replace(/(\\?)\|/g, (_, before: string) => (before === "" ? "\\|" : `${before}\\u{7C}`));
}
