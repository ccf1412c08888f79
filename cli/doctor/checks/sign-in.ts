import type { Check } from "../check.ts";
import { given, note } from "../finding.ts";

/** The credentials are usable. */
export const signIn: Check = {
  title: "The credentials sign in",
  isAside: true,
  run: (facts) =>
    given(facts.signIn, (found) =>
      "refused" in found
        ? [{ state: "fault", ...found.refused }]
        : [note("signedIn", `Signed in by ${found.way}.`)],
    ),
};
