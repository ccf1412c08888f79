import { knownKeys, settingPatterns } from "./examples.ts";
import type { Path } from "./names.ts";

/** The known setting that a mistyped or misplaced key was likely meant for: near in spelling, or in another place. */
export function nearestSetting(parent: Path, key: string): Path | undefined {
  const sibling = nearestName(knownKeys(parent), key);
  if (sibling) {
    return [...parent, sibling];
  }
  const elsewhere = settingPatterns
    .map((pattern) => pattern.replace(/\[\]$/, ""))
    .find(
      (pattern) => !pattern.includes("[]") && pattern.split(".").at(-1)?.toLowerCase() === key.toLowerCase(),
    );
  return elsewhere?.split(".");
}

/** The first of the known names that is near in spelling to a mistyped one. */
export function nearestName(known: readonly string[], mistyped: string): string | undefined {
  return known.find((name) => isNear(name, mistyped));
}

function isNear(known: string, key: string): boolean {
  const edits = known.length > 5 ? 2 : 1;
  if (Math.abs(known.length - key.length) > edits) {
    return false;
  }
  // Two words are that many edits apart, or fewer, where taking as many letters from each can make them the same.
  const same = new Set(withoutLetters(known.toLowerCase(), edits));
  return withoutLetters(key.toLowerCase(), edits).some((word) => same.has(word));
}

function withoutLetters(word: string, count: number): string[] {
  if (count === 0) {
    return [word];
  }
  const shorter = Array.from(word, (_, index) => word.slice(0, index) + word.slice(index + 1));
  return [word, ...shorter.flatMap((each) => withoutLetters(each, count - 1))];
}
