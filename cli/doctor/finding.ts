/** What a check can come to: `unknown` is what could not be checked. From best to worst. */
export const findingStates = ["ok", "warning", "unknown", "fault"] as const;

export type FindingState = (typeof findingStates)[number];

/** One thing that a check found; `doThis` is the way out, where there is something to do. */
export type Finding = { readonly state: FindingState; readonly message: string; readonly doThis?: string };

/** Something that is well, and worth a word. */
export function note(message: string): Finding {
  return { state: "ok", message };
}

/** Something that works, and may surprise. */
export function warning(message: string, doThis: string): Finding {
  return { state: "warning", message, doThis };
}

/** Something that keeps PIN reset from working. */
export function fault(message: string, doThis: string): Finding {
  return { state: "fault", message, doThis };
}

/** Something read from the tenant, or why it could not be read and what to do about that. */
export type Fact<Value> =
  | { readonly known: true; readonly value: Value }
  | { readonly known: false; readonly why: string; readonly doThis: string };

/** What `judge` finds in a fact; a fact that could not be read is never well. */
export function given<Value>(fact: Fact<Value>, judge: (value: Value) => Finding[]): Finding[] {
  return fact.known ? judge(fact.value) : [{ state: "unknown", message: fact.why, doThis: fact.doThis }];
}

/** Two facts as one, which is known where both are. */
export function both<First, Second>(first: Fact<First>, second: Fact<Second>): Fact<[First, Second]> {
  if (!first.known) return first;
  if (!second.known) return second;
  return known([first.value, second.value]);
}

/** What follows from a fact, which is known where the fact is. */
export function derived<From, To>(fact: Fact<From>, derive: (value: From) => To): Fact<To> {
  return fact.known ? known(derive(fact.value)) : fact;
}

/** A fact that was read. */
export function known<Value>(value: Value): Fact<Value> {
  return { known: true, value };
}
