import { resourcePolicy } from "../policies.ts";
import { quoted } from "../resources.ts";
import { textAt } from "../values.ts";

/** Where a federated credential says whose tokens it trusts. */
const paths = [
  ["subject"],
  // Of a flexible credential: text in azuread, an object in Azure.
  ["claimsMatchingExpression"],
  ["claimsMatchingExpression", "value"],
] as const;

/**
 * A wildcard lets every branch, pull request or repository that fits it sign in. azure-native has each resource in three forms: as it
 * is, of one API version, and in a package for one API version alone, which `pulumi package add` makes.
 */
export const noWildcardSubjects = resourcePolicy(
  {
    name: "no-wildcard-subjects",
    displayName: "No wildcard in a federated credential",
    description:
      "A federated credential trusts one subject: a wildcard trusts every branch or repository that fits it.",
    severity: "critical",
    concerns:
      /^(?:azuread:index\/application(?:Flexible)?FederatedIdentityCredential|azure:armmsi\/federatedIdentityCredential|azure-native(?:_\w+)?:managedidentity(?:\/v\w+)?):(?:Application(?:Flexible)?)?FederatedIdentityCredential$/,
  },
  ({ inputs }) =>
    paths
      .flatMap((path) => textAt(inputs, ...path) ?? [])
      .filter((text) => /[*?]/.test(text))
      .map((text) => ({
        message: `It trusts every token that fits ${quoted(text)}.`,
        hint: 'Name one subject in full, such as "repo:contoso/pin-reset:environment:production".',
      })),
);
