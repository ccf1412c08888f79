import { badRequest } from "./errors.ts";
import { type FilterToken, tokenizeFilter } from "./filter-tokens.ts";

type Literal = string | number | boolean | null;
type Comparison = "eq" | "ne" | "gt" | "ge" | "lt" | "le";
type TextFunction = "startswith" | "endswith" | "contains";

/** A `$filter`, parsed. Source: https://learn.microsoft.com/graph/filter-query-parameter */
export type Filter =
  | {
      readonly kind: "compare";
      readonly property: string;
      readonly operator: Comparison;
      readonly value: Literal;
    }
  | { readonly kind: "in"; readonly property: string; readonly values: readonly Literal[] }
  | {
      readonly kind: "text";
      readonly function: TextFunction;
      readonly property: string;
      readonly value: string;
    }
  | { readonly kind: "any"; readonly property: string; readonly condition: Filter | undefined }
  | { readonly kind: "isof"; readonly type: string }
  | { readonly kind: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "not"; readonly operand: Filter };

const comparisons: ReadonlySet<string> = new Set(["eq", "ne", "gt", "ge", "lt", "le"]);
const textFunctions: ReadonlySet<string> = new Set(["startswith", "endswith", "contains"]);

/** Parses a `$filter`; throws Graph's 400 where it is malformed. */
export function parseFilter(source: string): Filter {
  const reader = new Reader(source, tokenizeFilter(source));
  const filter = parseOr(reader);
  reader.end();
  return filter;
}

class Reader {
  readonly #source: string;
  readonly #tokens: readonly FilterToken[];
  #at = 0;

  constructor(source: string, tokens: readonly FilterToken[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  takeIf(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind === "string" || token?.text.toLowerCase() !== text) {
      return false;
    }
    this.#at += 1;
    return true;
  }

  need(text: string): void {
    if (!this.takeIf(text)) {
      throw this.fault();
    }
  }

  take(kind?: FilterToken["kind"]): FilterToken {
    const token = this.#tokens[this.#at];
    if (token === undefined || (kind !== undefined && token.kind !== kind)) {
      throw this.fault();
    }
    this.#at += 1;
    return token;
  }

  end(): void {
    if (this.#at < this.#tokens.length) {
      throw this.fault();
    }
  }

  fault(): Error {
    const position = this.#tokens[this.#at]?.position ?? this.#source.length;
    return badRequest(`Invalid filter clause: Syntax error at position ${position} in '${this.#source}'.`);
  }
}

function parseOr(reader: Reader): Filter {
  let left = parseAnd(reader);
  while (reader.takeIf("or")) {
    left = { kind: "or", left, right: parseAnd(reader) };
  }
  return left;
}

function parseAnd(reader: Reader): Filter {
  let left = parseUnary(reader);
  while (reader.takeIf("and")) {
    left = { kind: "and", left, right: parseUnary(reader) };
  }
  return left;
}

function parseUnary(reader: Reader): Filter {
  if (reader.takeIf("not")) {
    return { kind: "not", operand: parseUnary(reader) };
  }
  if (reader.takeIf("(")) {
    const inner = parseOr(reader);
    reader.need(")");
    return inner;
  }
  return parseCondition(reader);
}

function parseCondition(reader: Reader): Filter {
  const name = reader.take("word").text;
  if (textFunctions.has(name.toLowerCase()) && reader.takeIf("(")) {
    return parseTextFunction(reader, name.toLowerCase() as TextFunction);
  }
  if (name.toLowerCase() === "isof" && reader.takeIf("(")) {
    const type = reader.take("string").text;
    reader.need(")");
    return { kind: "isof", type };
  }
  if (name.toLowerCase().endsWith("/any") && reader.takeIf("(")) {
    return parseAny(reader, name.slice(0, -"/any".length));
  }
  return parseComparison(reader, name);
}

function parseTextFunction(reader: Reader, name: TextFunction): Filter {
  const property = reader.take("word").text;
  reader.need(",");
  const value = reader.take("string").text;
  reader.need(")");
  return { kind: "text", function: name, property, value };
}

function parseAny(reader: Reader, property: string): Filter {
  if (reader.takeIf(")")) {
    return { kind: "any", property, condition: undefined };
  }
  reader.take("word");
  reader.need(":");
  const condition = parseOr(reader);
  reader.need(")");
  return { kind: "any", property, condition };
}

function parseComparison(reader: Reader, property: string): Filter {
  const operator = reader.take("word").text.toLowerCase();
  if (operator === "in") {
    return { kind: "in", property, values: parseLiterals(reader) };
  }
  if (!comparisons.has(operator)) {
    throw reader.fault();
  }
  return { kind: "compare", property, operator: operator as Comparison, value: literalOf(reader.take()) };
}

function parseLiterals(reader: Reader): Literal[] {
  reader.need("(");
  const values = [literalOf(reader.take())];
  while (reader.takeIf(",")) {
    values.push(literalOf(reader.take()));
  }
  reader.need(")");
  return values;
}

function literalOf(token: FilterToken): Literal {
  if (token.kind === "string") {
    return token.text;
  }
  if (token.text === "null") {
    return null;
  }
  if (token.text === "true" || token.text === "false") {
    return token.text === "true";
  }
  return /^-?\d+(\.\d+)?$/.test(token.text) ? Number(token.text) : token.text;
}
