import { expect, it } from "vitest";
import { grantChanges, removalInWords, scopeChanges } from "../../domain/granted-scopes.ts";

it("says what is removed in words, whatever the order and the case of names", () => {
  const changes = scopeChanges(["user.read", "Directory.Read.All", ""], ["openid", "User.Read"]);
  expect(changes).toEqual({ added: ["openid"], removed: ["Directory.Read.All"] });
  expect(removalInWords(changes)).toBe("removes Directory.Read.All");
  expect(removalInWords(scopeChanges(["a"], ["a", "b"]))).toBeUndefined();
});

it("finds nothing in what is no grant", () => {
  expect(grantChanges(undefined, { claimValues: "secret" })).toEqual({ added: [], removed: [] });
});
