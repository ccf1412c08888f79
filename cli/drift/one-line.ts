/** A value in one line: text as it is, but for what would break the line; anything else as JSON. */
export function inOneLine(value: unknown): string {
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
