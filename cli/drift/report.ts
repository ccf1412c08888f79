import { jsonText } from "../../text/plain-text.ts";
import type { Column, Output, OutputFormat } from "../output.ts";
import type { Author } from "./audit-log.ts";
import { optionInWords } from "./catalog-words.ts";
import type { Change, Changes, Difference } from "./changes.ts";

/** What a check found, and what became of it. */
export type Report = Changes & {
  readonly stack: string;
  /** What the Intune plugin said of its resources. */
  readonly notices: readonly string[];
  /** Who changed what drifted, by URN. */
  readonly authors: ReadonlyMap<string, Author>;
  /** Whether what drifted was restored. */
  readonly healed: boolean;
};

/** A difference as a line of a table, with its resource. */
export type Line = Omit<Change, "differences"> &
  Difference &
  Partial<Author> & { readonly kind: "drift" | "pending" };

/** A line for each difference, and one for each resource that is there on one side alone. */
export function linesOf(report: Report): readonly Line[] {
  const lines = (kind: Line["kind"], changes: readonly Change[]) =>
    changes.flatMap(({ differences, ...change }) => {
      const author = kind === "drift" ? report.authors.get(change.urn) : undefined;
      const whole: Difference = { path: "", declared: undefined, actual: undefined };
      const shown = differences.length > 0 ? differences : [whole];
      return shown.map((difference) => ({ kind, ...change, ...author, ...difference }));
    });
  return [...lines("drift", report.drifted), ...lines("pending", report.pending)];
}

/** A value in one line: text as it is, but for what would break the line; anything else as JSON. */
function inOneLine(value: unknown): string {
  if (value === undefined) {
    return "";
  }
  return typeof value === "string" && !/\p{Cc}/u.test(value) ? value : JSON.stringify(value);
}

/** A value as `inOneLine`, without its end where it is long. */
export function inShort(value: unknown): string {
  const [text, most] = [inOneLine(value), 200];
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** A line for people: the setting of a catalog policy by its name, and its options without it. */
export function forPeople<Shown extends Line>(line: Shown): Shown {
  const { setting, declared, actual } = line;
  if (setting === undefined) {
    return line;
  }
  const inWords = (value: unknown) => optionInWords(value, setting.id);
  return { ...line, path: setting.name, declared: inWords(declared), actual: inWords(actual) };
}

/** What is to be said of a resource as a whole; "" where each of its properties has a line. */
export function wholeResource({ kind, operation, path }: Line): string {
  if (path !== "") {
    return "";
  }
  return kind === "drift" ? "deleted in the tenant" : `${operation} not applied yet`;
}

/** What an update would take away from grants, a sentence for each: a diff of a set of permissions names positions. */
export function revocations({ drifted, pending }: Changes): readonly string[] {
  const changes = new Map([...drifted, ...pending].map((change) => [change.urn, change]));
  return [...changes.values()].flatMap(({ name, revokes }) =>
    revokes ? [`\`pulumi up\` removes ${revokes.join(", ")} from ${name}.`] : [],
  );
}

/** Prints the report: a table, CSV, or the JSON object. */
export function printReport(output: Output, report: Report): void {
  if (output.format === "json") {
    output.data(jsonText(asJson(report), 2));
  } else {
    const lines = linesOf(report);
    output.rows(columns(output.format), output.format === "csv" ? lines : lines.map(forPeople));
  }
}

function asJson({ stack, drifted, pending, healed, authors, notices }: Report) {
  const resources = (changes: readonly Change[]) =>
    changes.map(({ urn, type, name, operation, differences, revokes }) => ({
      urn,
      type,
      name,
      operation,
      ...(revokes ? { revokes } : {}),
      differences: differences.map(({ path, setting, declared = null, actual = null }) => ({
        path,
        ...(setting ? { setting: setting.name } : {}),
        declared,
        actual,
      })),
    }));
  return {
    stack,
    drifted: drifted.length > 0,
    healed,
    resources: resources(drifted).map((resource) => ({ ...resource, ...authors.get(resource.urn) })),
    pending: resources(pending),
    ...(notices.length > 0 ? { notices } : {}),
  };
}

function columns(format: OutputFormat): readonly Column<Line>[] {
  if (format === "csv") {
    return csvColumns;
  }
  return [
    { key: "kind", title: "Kind", value: ({ kind }) => kind },
    { key: "name", title: "Resource", value: ({ name }) => name },
    { key: "path", title: "Path", value: (line) => line.path || `(${wholeResource(line)})` },
    { key: "declared", title: "Declared", value: ({ declared }) => inShort(declared) },
    { key: "actual", title: "Actual", value: ({ actual }) => inShort(actual) },
    { key: "changedBy", title: "Changed by", value: ({ changedBy }) => changedBy },
    { key: "changedAt", title: "Changed at", value: ({ changedAt }) => changedAt },
  ];
}

const csvColumns: readonly Column<Line>[] = [
  { key: "kind", title: "Kind", value: ({ kind }) => kind },
  { key: "urn", title: "URN", value: ({ urn }) => urn },
  { key: "type", title: "Type", value: ({ type }) => type },
  { key: "name", title: "Resource", value: ({ name }) => name },
  { key: "operation", title: "Operation", value: ({ operation }) => operation },
  { key: "path", title: "Path", value: ({ path }) => path },
  { key: "declared", title: "Declared", value: ({ declared }) => inOneLine(declared) },
  { key: "actual", title: "Actual", value: ({ actual }) => inOneLine(actual) },
  { key: "changedBy", title: "Changed by", value: ({ changedBy }) => changedBy },
  { key: "changedAt", title: "Changed at", value: ({ changedAt }) => changedAt },
];
