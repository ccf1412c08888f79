import { describe, expect, it } from "vitest";
import { removeTokens, tokenCache } from "../../../graph/credentials/token-cache.ts";

/** A cache that keeps MSAL's text in memory. */
function keeping(contents: unknown) {
  const kept = { text: JSON.stringify(contents) };
  const plugin: Parameters<typeof removeTokens>[0] = {
    beforeCacheAccess: async ({ tokenCache: cache }) => cache.deserialize(kept.text),
    afterCacheAccess: async ({ tokenCache: cache }) => {
      kept.text = cache.serialize();
    },
  };
  return { plugin, contents: () => JSON.parse(kept.text) };
}

describe("the cache of tokens", () => {
  it("is none, never a file that is not encrypted, where its package is not installed", async () => {
    expect(await tokenCache("test")).toMatchObject({ isKept: false, reason: "notInstalled" });
  });

  it("loses the tokens of one account for one application, and nothing of others", async () => {
    const token = (account: string, client: string) => ({
      home_account_id: account,
      client_id: client,
      secret: "s",
    });
    const { plugin, contents } = keeping({
      Account: { a: { home_account_id: "mia", username: "mia@contoso.example" } },
      AccessToken: { mine: token("mia", "ours"), other: token("mia", "theirs") },
      RefreshToken: { mine: token("mia", "ours"), alex: token("alex", "ours") },
    });
    expect(await removeTokens(plugin, { homeAccountId: "mia", clientId: "ours" })).toBe(2);
    expect(contents()).toMatchObject({
      Account: { a: { home_account_id: "mia" } },
      AccessToken: { other: token("mia", "theirs") },
      RefreshToken: { alex: token("alex", "ours") },
    });
    expect(JSON.stringify(contents())).not.toContain("mine");
  });
});
