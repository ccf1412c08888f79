import { expect, it } from "vitest";
import { judge, notKnown } from "../judge.ts";

const types = {
  application: "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
  flexible:
    "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential",
  identity: "azure-native:managedidentity:FederatedIdentityCredential",
  versioned: "azure-native:managedidentity/v20241130:FederatedIdentityCredential",
  ofOneVersion: "azure-native_managedidentity_v20241130:managedidentity:FederatedIdentityCredential",
  classic: "azure:armmsi/federatedIdentityCredential:FederatedIdentityCredential",
};
const judged = (type: string, props: object) => judge("no-wildcard-subjects", { type, props });

it.each([types.application, types.identity, types.versioned, types.ofOneVersion, types.classic])(
  "a wildcard in a subject is refused: %s",
  async (type) => {
    expect(await judged(type, { subject: "repo:contoso/pin-reset:environment:production" })).toEqual([]);
    for (const subject of [
      "repo:contoso/*",
      "repo:contoso/pin-reset:*",
      "repo:contoso/pin-rese?:ref:refs/heads/main",
    ]) {
      expect(await judged(type, { subject })).toEqual([expect.stringContaining(`"${subject}"`)]);
    }
  },
);

it("a wildcard in the expression of a flexible credential is refused", async () => {
  const matches = "claims['sub'] matches 'repo:contoso/*'";
  expect(await judged(types.flexible, { claimsMatchingExpression: matches })).toHaveLength(1);
  expect(await judged(types.versioned, { claimsMatchingExpression: { value: matches } })).toHaveLength(1);
  const exact = "claims['sub'] eq 'repo:contoso/pin-reset:ref:refs/heads/main'";
  expect(await judged(types.flexible, { claimsMatchingExpression: exact })).toEqual([]);
});

it("a subject that a preview does not know is not refused", async () => {
  expect(await judged(types.identity, { subject: notKnown })).toEqual([]);
});
