import type { Check } from "../check.ts";
import type { Principal } from "../facts.ts";
import { both, optionally, warning } from "../finding.ts";

/** The service's grant names Azure AD Graph, which Microsoft retires. */
export const directoryRetirement: Check = {
  title: "Entra does not count the applications among those that use Azure AD Graph",
  isAside: true,
  after: ["sign-in"],
  run: (facts) =>
    optionally(both(both(facts.service, facts.client), facts.retiringUses), ([principals, uses]) =>
      principals
        .filter((principal) => principal !== undefined)
        .filter(({ id, appId }) => uses.some(({ subjectId }) => subjectId === id || subjectId === appId))
        .map(retiring),
    ),
};

function retiring({ displayName }: Principal) {
  return warning(
    "directoryRetiring",
    `Entra names ${displayName} among what uses Azure AD Graph, which Microsoft retires: its consent link grants a permission there.`,
    "Leave the grant as it is: the application is Microsoft's, and Microsoft has to change it. Run this again after the retirement.",
  );
}
