import { plainText } from "./plain-text.ts";

/** A message with `[secret]` in place of each of these texts, as it is or as `plainText` shows it. */
export function hideTexts(message: string, secrets: Iterable<string>): string {
  const texts = [...secrets]
    .filter((secret) => secret !== "")
    .flatMap((secret) => [secret, plainText(secret)])
    .toSorted((one, other) => other.length - one.length);
  // At once: a short secret may be in the mark of another.
  const pattern = texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
  return pattern === "" ? message : message.replaceAll(new RegExp(pattern, "g"), () => "[secret]");
}
