import { type TokenCache, tokenCachePackage } from "../../graph/credentials/token-cache.ts";

const page = 'docs/sign-in.md, "Keep the sign-in"';

/** What to know of a sign-in that is not kept; undefined where it is. */
export function whyNotKept(cache: TokenCache): string | undefined {
  if (cache.isKept) {
    return undefined;
  }
  const reason =
    cache.reason === "notInstalled"
      ? `${tokenCachePackage} is not installed.\nTo keep it in the system's keychain:\n  npm install --no-save ${tokenCachePackage}`
      : `This system's keychain cannot be used: ${cache.detail}.`;
  return [
    "The sign-in is not kept: each command that needs it asks you to sign in again.",
    "Tokens are never written to a file that is not encrypted.",
    reason,
    `See ${page}.`,
  ].join("\n");
}
