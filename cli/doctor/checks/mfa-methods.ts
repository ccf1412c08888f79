import type { Check } from "../check.ts";
import type { Facts } from "../facts.ts";
import { type Finding, optionally, warning } from "../finding.ts";
import type { WithoutMfa } from "../reset-facts.ts";

/** A reset asks for multifactor authentication. */
export const mfaMethods: Check = {
  title: "The users have a method for multifactor authentication",
  source: "https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails",
  after: ["sign-in"],
  run: (facts) => optionally(facts.withoutMfa, (found) => judge(facts, found)),
};

/** Whether isMfaCapable is what a reset goes by was not verified. */
function judge({ devices, federations }: Facts, { userIds, isComplete }: WithoutMfa): Finding[] {
  const owners = devices.known
    ? new Set(
        devices.value.flatMap(({ operatingSystem, userId }) =>
          /^windows/i.test(operatingSystem) && userId ? userId : [],
        ),
      )
    : undefined;
  const count = [...userIds].filter((id) => owners?.has(id) ?? true).length;
  if (count === 0 && isComplete) {
    return [];
  }
  const accepting = federations.known ? federations.value.filter(({ acceptsMfa }) => acceptsMfa) : [];
  const elsewhere = accepting.map(
    ({ domain }) => ` Users of ${domain} may have one at their identity provider.`,
  );
  const who = owners === undefined ? "" : " of managed Windows devices";
  return [
    warning(
      "usersWithoutMfa",
      `${isComplete ? "" : "At least "}${count} ${count === 1 ? "user" : "users"}${who} ${count === 1 ? "has" : "have"} no method for multifactor authentication by the report of registered methods, and a reset asks for it.${isComplete ? "" : " The rest of the report was not read."}${elsewhere.join("")}`,
      "Have them register a method at https://aka.ms/mfasetup.",
    ),
  ];
}
