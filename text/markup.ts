import { createHash } from "node:crypto";
import { plainText } from "./plain-text.ts";

/** HTML that is safe to insert: every piece of data in it was escaped. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | false | undefined | Markup | readonly Markup[];

/**
 * HTML from a template. A string becomes text, or the value of a quoted attribute: nothing in it is markup, and what would not be
 * seen (control characters, bidirectional overrides) is an escape.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(strings.reduce((text, part, index) => `${text}${inserted(values[index - 1])}${part}`));
}

/** Text that is part of the program, such as its style sheet. Never data. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function inserted(value: Value): string {
  if (value === undefined || value === false) {
    return "";
  }
  if (value instanceof Markup) {
    return value.text;
  }
  return typeof value === "object" ? value.map(({ text }) => text).join("") : escaped(String(value));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Source: https://html.spec.whatwg.org/multipage/parsing.html#escapingString */
function escaped(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** A script or style sheet as a content security policy names it. Source: https://www.w3.org/TR/CSP3/#grammardef-hash-source */
export function policyHash(content: string): string {
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
}
