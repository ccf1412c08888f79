import { utcTime } from "../../text/local-time.ts";
import { plainText } from "../../text/plain-text.ts";
import { isFailure } from "../outcome.ts";
import { type ReportModel, type ReportRow, rowStatuses } from "../report/model.ts";
import { driftInWords, headlineOf, listed, statusWords, titleOf } from "../report/words.ts";

/** A run's message, before a service's format. All of it is plain text, and short enough for one line. */
export type RunMessage = {
  readonly title: string;
  readonly headline: string;
  readonly tone: "good" | "warning" | "attention";
  readonly totals: readonly { readonly label: string; readonly count: number }[];
  readonly lists: readonly {
    readonly title: string;
    readonly items: readonly { readonly tenant: string; readonly text: string }[];
    /** How many are not in `items`. */
    readonly left: number;
  }[];
  readonly footer: string;
};

/** What a run's message says, with no more than `mostItems` tenants in a list. */
function runMessage(model: ReportModel, mostItems: number): RunMessage {
  const failed = model.rows.filter(({ outcome }) => outcome !== undefined && isFailure(outcome));
  const drifted = model.rows.filter(({ status }) => status === "drifted");
  return {
    title: short(`PIN Reset: ${titleOf(model).toLowerCase()}`),
    headline: short(headlineOf(model)),
    tone: failed.length > 0 ? "attention" : drifted.length > 0 || model.waiting ? "warning" : "good",
    totals: rowStatuses
      .filter((status) => model.totals[status] > 0)
      .map((status) => ({ label: statusWords[status], count: model.totals[status] })),
    lists: [
      list("Failed", failed, mostItems, failureOf),
      list("Drifted", drifted, mostItems, driftOf),
      ...since(model, mostItems),
    ].filter(({ items, left }) => items.length + left > 0),
    footer: short(`Run ${model.runId}, ${utcTime(model.asOf)}`),
  };
}

function since({ changes, rows }: ReportModel, mostItems: number): RunMessage["lists"] {
  const rowsOf = (names: readonly string[] = []) => {
    const wanted = new Set(names);
    return rows.filter(({ tenant }) => wanted.has(tenant));
  };
  return [
    list("Healed since an earlier run", rowsOf(changes?.healed), mostItems, () => ""),
    list("Recovered since an earlier run", rowsOf(changes?.recovered), mostItems, () => ""),
  ];
}

function list(
  title: string,
  rows: readonly ReportRow[],
  mostItems: number,
  textOf: (row: ReportRow) => string,
): RunMessage["lists"][number] {
  // What is new comes first: of what was told before, most is left out soonest.
  const isNew = ({ change }: ReportRow) => change === "newlyDrifted" || change === "newlyFailed";
  const ordered = [...rows.filter(isNew), ...rows.filter((row) => !isNew(row))];
  const items = ordered.slice(0, mostItems).map((row) => ({
    tenant: short(row.tenant, 80),
    text: short(`${isNew(row) ? "(new) " : ""}${textOf(row)}`, 240),
  }));
  return { title, items, left: rows.length - items.length };
}

function failureOf({ outcome }: ReportRow): string {
  return outcome?.error ? `${outcome.error.message} [${outcome.error.code}]` : "No permission.";
}

function driftOf({ outcome }: ReportRow): string {
  const drift = outcome?.drift ?? [];
  const authors = [...new Set(drift.flatMap(({ by }) => by ?? []))];
  const by = authors.length > 0 ? ` (by ${listed(authors)})` : "";
  return `${drift.map(driftInWords).join("; ")}${by}`;
}

function short(text: string, most = 300): string {
  const plain = plainText(text);
  // By code points: half of a pair would not be text.
  const characters = [...plain.slice(0, most * 2)];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : plain;
}

/** The text of the longest list that `write` makes a message of, and that is no longer than `mostBytes`. */
export function fitting(
  model: ReportModel,
  mostBytes: number,
  write: (message: RunMessage) => unknown,
): string {
  const texts = [30, 20, 12, 8, 5, 3, 1, 0].map(
    (most) => () => JSON.stringify(write(runMessage(model, most))),
  );
  for (const text of texts) {
    const written = text();
    if (Buffer.byteLength(written) <= mostBytes) {
      return written;
    }
  }
  return texts.at(-1)?.() ?? "";
}
