import { compile, isRegistered, type JSONValue, search, tokenize } from "@jmespath-community/jmespath";
import { messageOf } from "../../text/message-of.ts";
import { CommandError } from "../errors.ts";

/** A JMESPath expression that is well formed. @throws Error where a value is not of the kind that one of its functions takes. */
export type Query = (value: JSONValue) => JSONValue;

/**
 * Reads the expression of `--query`.
 *
 * @throws CommandError `usage` with the place where it is not well formed.
 */
export function readQuery(expression: string): Query {
  const tokens = tokensOf(expression);
  if (tokens === undefined) {
    throw badExpression(expression, faultInTokens(expression));
  }
  if (compiled(expression) !== undefined) {
    throw badExpression(expression, firstFault(expression, tokens));
  }
  const called = tokens.find(
    ({ type, value, start }) =>
      type === "UnquotedIdentifier" &&
      expression.slice(start + String(value).length).startsWith("(") &&
      !isRegistered(String(value)),
  );
  if (called !== undefined) {
    throw badExpression(expression, {
      at: called.start,
      what: `there is no function ${String(called.value)}`,
    });
  }
  return (value) => search(value, expression);
}

type Fault = { readonly at: number; readonly what: string };
type Token = { readonly type: string; readonly value: unknown; readonly start: number };

function tokensOf(expression: string): readonly Token[] | undefined {
  try {
    return tokenize(expression);
  } catch {
    return undefined;
  }
}

/** What the library says of an expression that it cannot read. */
function compiled(expression: string): string | undefined {
  try {
    compile(expression);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** The library does not say where: it is after the longest beginning that it can divide into tokens. */
function faultInTokens(expression: string): Fault {
  let at = expression.length - 1;
  while (at > 0 && tokensOf(expression.slice(0, at)) === undefined) {
    at -= 1;
  }
  return { at, what: `cannot be read from here: ${expression.slice(at)}` };
}

/** The first token with which the beginning of the expression cannot be right any more, whatever follows. */
function firstFault(expression: string, tokens: readonly Token[]): Fault {
  for (const [index, { start }] of tokens.entries()) {
    const end = tokens[index + 1]?.start ?? expression.length;
    const said = compiled(expression.slice(0, end));
    if (said !== undefined && !/EOF/.test(said)) {
      return { at: start, what: `unexpected ${expression.slice(start, end).trim()}` };
    }
  }
  return { at: expression.length, what: "something is missing at the end" };
}

function badExpression(expression: string, { at, what }: Fault): CommandError {
  const message = [
    `--query is not a JMESPath expression: ${what}`,
    `  ${expression}`,
    `  ${" ".repeat(at)}^`,
  ];
  return new CommandError("usage", message.join("\n"), {
    hint: "https://jmespath.org describes the language. In a shell, put it in double quotes, and a text within it in single ones.",
    ending: "usage",
  });
}
