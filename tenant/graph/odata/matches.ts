import type { Filter } from "./filter.ts";

type Row = Readonly<Record<string, unknown>>;

/** Whether a row passes a filter. Text is compared without regard to case, as Graph does. */
export function matches(filter: Filter, row: Row): boolean {
  switch (filter.kind) {
    case "and":
      return matches(filter.left, row) && matches(filter.right, row);
    case "or":
      return matches(filter.left, row) || matches(filter.right, row);
    case "not":
      return !matches(filter.operand, row);
    case "isof":
      return String(row["@odata.type"]).replace("#", "") === filter.type.replace("#", "");
    case "in":
      return filter.values.some((value) => compare("eq", valueAt(row, filter.property), value));
    case "text":
      return holdsText(filter.function, valueAt(row, filter.property), filter.value);
    case "any":
      return matchesAny(filter.condition, valueAt(row, filter.property));
    case "compare":
      return compare(filter.operator, valueAt(row, filter.property), filter.value);
  }
}

/** The properties a filter asks about. `members` of a lambda count as their collection. */
export function propertiesOf(filter: Filter): string[] {
  switch (filter.kind) {
    case "and":
    case "or":
      return [...propertiesOf(filter.left), ...propertiesOf(filter.right)];
    case "not":
      return propertiesOf(filter.operand);
    case "isof":
      return [];
    default:
      return [filter.property];
  }
}

/** What is left of a filter when conditions on other properties than `supported` are dropped. */
export function keepSupported(filter: Filter, supported: ReadonlySet<string>): Filter | undefined {
  if (filter.kind === "and" || filter.kind === "or") {
    const left = keepSupported(filter.left, supported);
    const right = keepSupported(filter.right, supported);
    return left === undefined || right === undefined ? (left ?? right) : { ...filter, left, right };
  }
  return propertiesOf(filter).every((property) => supported.has(property)) ? filter : undefined;
}

/** Whether the directory accepts a filter only with `ConsistencyLevel: eventual` and `$count`. */
export function isAdvanced(filter: Filter): boolean {
  switch (filter.kind) {
    case "and":
    case "or":
      return isAdvanced(filter.left) || isAdvanced(filter.right);
    case "not":
      return true;
    case "text":
      return filter.function !== "startswith";
    case "compare":
      return filter.operator === "ne";
    default:
      return false;
  }
}

function valueAt(row: Row, path: string): unknown {
  let value: unknown = row;
  for (const name of path.split("/")) {
    value = typeof value === "object" && value !== null ? (value as Row)[name] : undefined;
  }
  return value;
}

function holdsText(name: "startswith" | "endswith" | "contains", value: unknown, wanted: string): boolean {
  const text = String(value ?? "").toLowerCase();
  const part = wanted.toLowerCase();
  if (name === "contains") {
    return text.includes(part);
  }
  return name === "startswith" ? text.startsWith(part) : text.endsWith(part);
}

function matchesAny(condition: Filter | undefined, value: unknown): boolean {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return condition === undefined
    ? items.length > 0
    : items.some((item) => matches(rooted(condition), { it: item }));
}

/** A lambda's variable may have any name: `t/value` is looked up as `it/value`. */
function rooted(filter: Filter): Filter {
  switch (filter.kind) {
    case "and":
    case "or":
      return { ...filter, left: rooted(filter.left), right: rooted(filter.right) };
    case "not":
      return { ...filter, operand: rooted(filter.operand) };
    case "isof":
      return filter;
    default:
      return { ...filter, property: filter.property.replace(/^[^/]+/, "it") };
  }
}

function compare(
  operator: "eq" | "ne" | "gt" | "ge" | "lt" | "le",
  value: unknown,
  wanted: unknown,
): boolean {
  const order = orderOf(value ?? null, wanted);
  switch (operator) {
    case "eq":
      return order === 0;
    case "ne":
      return order !== 0;
    case "gt":
      return order > 0;
    case "ge":
      return order >= 0;
    case "lt":
      return order < 0;
    case "le":
      return order <= 0;
  }
}

/** Negative, zero or positive; NaN where the two cannot be ordered. */
function orderOf(value: unknown, wanted: unknown): number {
  if (typeof value === "string" && typeof wanted === "string") {
    const left = comparable(value);
    const right = comparable(wanted);
    return left === right ? 0 : left < right ? -1 : 1;
  }
  if (typeof value === "number" && typeof wanted === "number") {
    return value - wanted;
  }
  return value === wanted ? 0 : Number.NaN;
}

const instant = /^(\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d)(?:\.(\d+))?z$/;

/** Text in the order in which the service has it: of two instants of one second, the fractions may have different lengths. */
function comparable(text: string): string {
  const lower = text.toLowerCase();
  const [, second, fraction = ""] = instant.exec(lower) ?? [];
  return second === undefined ? lower : `${second}.${fraction.padEnd(7, "0")}`;
}
