import { badRequest } from "./errors.ts";

/** A piece of a `$filter`. `text` of a string is its content, without quotes. */
export type FilterToken = {
  readonly kind: "string" | "word" | "sign";
  readonly text: string;
  readonly position: number;
};

const pattern = /\s*(?:'((?:[^']|'')*)'|([\w@$./:+-]*[\w@$./+-])|([(),:]))/y;

/** Cuts a `$filter` into pieces; throws Graph's 400 at a character that belongs nowhere. */
export function tokenizeFilter(source: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let position = 0;
  const end = source.trimEnd().length;
  while (position < end) {
    pattern.lastIndex = position;
    const found = pattern.exec(source);
    if (found === null) {
      throw badRequest(`Invalid filter clause: Syntax error at position ${position} in '${source}'.`);
    }
    tokens.push(tokenOf(found, position));
    position = pattern.lastIndex;
  }
  return tokens.flatMap(splitLambda);
}

function tokenOf(found: RegExpExecArray, position: number): FilterToken {
  const [, string, word, sign] = found;
  if (string !== undefined) {
    return { kind: "string", text: string.replaceAll("''", "'"), position };
  }
  return word === undefined
    ? { kind: "sign", text: sign ?? "", position }
    : { kind: "word", text: word, position };
}

/** `x:x/value` is three pieces; `12:00:00Z` is one. */
function splitLambda(token: FilterToken): FilterToken[] {
  const lambda = token.kind === "word" ? /^([A-Za-z]\w*):(\D.*)$/.exec(token.text) : null;
  const [, variable, rest] = lambda ?? [];
  if (variable === undefined || rest === undefined) {
    return [token];
  }
  return [
    { kind: "word", text: variable, position: token.position },
    { kind: "sign", text: ":", position: token.position },
    { kind: "word", text: rest, position: token.position },
  ];
}
