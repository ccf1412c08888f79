import type { Check } from "../check.ts";
import { fault, given, note } from "../finding.ts";

/** The credentials are usable. */
export const signIn: Check = {
  title: "The credentials sign in",
  run: (facts) =>
    given(facts.signIn, (found) =>
      "refused" in found ? [fault(found.refused, found.doThis)] : [note(`Signed in by ${found.way}.`)],
    ),
};
