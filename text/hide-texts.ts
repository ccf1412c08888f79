import { plainText } from "./plain-text.ts";

/** A message with `[secret]` in place of each of these texts, as it is or as `plainText` shows it. */
export function hideTexts(message: string, secrets: Iterable<string>): string {
  return [...secrets]
    .filter((secret) => secret !== "")
    .flatMap((secret) => [secret, plainText(secret)])
    .toSorted((one, other) => other.length - one.length)
    .reduce((text, secret) => text.replaceAll(secret, () => "[secret]"), message);
}
