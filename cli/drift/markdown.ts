import { markdownTable } from "markdown-table";
import { plainLines, plainText } from "../../text/plain-text.ts";
import { inShort } from "./one-line.ts";
import { type Line, linesOf, type Report, revocations } from "./report.ts";
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
    ...report.notices.map((notice) => asText(plainLines(notice))),
    ...(report.healed ? [] : revocations(report).map((sentence) => asText(plainText(sentence)))),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** A sentence that holds names from the tenant, which are not taken for Markdown. */
export const asText = (sentence: string) => sentence.replaceAll(/[*_<>[\]|@]/g, "\\$&");

/** What is lost for good once it is deleted, by the type of its resource. */
const irreplaceable: Readonly<Record<string, string>> = {
  "azure-native:keyvault:Vault": "the vault and every passcode in it",
  "azure-native:managedidentity:UserAssignedIdentity": "the identity that pipelines sign in as",
  "azure-native:resources:ResourceGroup": "the resource group and all that it holds",
};

function losses({ pending }: Report): string[] {
  const lost = pending.flatMap(({ type, name, operation }) => {
    const what = irreplaceable[type];
    const isLost = what !== undefined && (operation === "delete" || operation === "replace");
    return isLost ? [`${what} (${code(name)})`] : [];
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

/**
 * Text as a code span of a table's cell: nothing in it is taken for Markdown, a link or a mention, and no `|` ends the
 * cell. Source: https://github.github.com/gfm/#code-spans
 */
export function code(text: string): string {
  if (text === "") {
    return "";
  }
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const [first, last] = [text.at(0), text.at(-1)];
  const touches = first === "`" || last === "`" || (first === " " && last === " ");
  const padding = touches ? " " : "";
  return `${fence}${padding}${inCell(plainText(text))}${padding}${fence}`;
}

/**
 * Markdown for a cell of a table. A `|` ends a cell even in code, unless there is one backslash before it: two are a backslash and
 * the end of the cell.
 * Source: https://github.github.com/gfm/#tables-extension-
 */
export function inCell(markdown: string): string {
  return markdown.replace(/(\\?)\|/g, (_, before: string) => (before === "" ? "\\|" : `${before}\\u{7C}`));
}
