import type { Permission } from "../../graph/permissions.ts";
import type { Explanation } from "../../text/explained-error.ts";
import type { FindingCode, NoteCode, ProblemCode } from "./finding-codes.ts";

/**
 * What a check can come to: `notChecked` is what needs an optional permission or a licence that is missing, `unknown`
 * what had to be checked and could not be. From best to worst.
 */
export const findingStates = ["ok", "notChecked", "warning", "unknown", "fault"] as const;

export type FindingState = (typeof findingStates)[number];

/** One thing that a check found; `hint` is there where there is something to do. */
export type Finding = Explanation<FindingCode> & {
  readonly state: FindingState;
  /** What was missing to read something. */
  readonly permission?: Permission | undefined;
  /** Whether it keeps only some devices or users from a reset. */
  readonly isPartial?: true;
};

/** Something that is wrong, or could not be read, and what to do. */
export type Problem = Explanation<ProblemCode> & {
  readonly hint: string;
  /** The Graph permission without which it could not be read. */
  readonly permission?: Permission | undefined;
};

/** Something that is well, and worth a word. */
export function note(code: NoteCode, message: string): Finding {
  return { state: "ok", code, message };
}

/** Something that works, and may surprise. */
export function warning(code: ProblemCode, message: string, hint: string): Finding {
  return { state: "warning", code, message, hint };
}

/** Something that keeps PIN reset from working. */
export function fault(code: ProblemCode, message: string, hint: string): Finding {
  return { state: "fault", code, message, hint };
}

/** A fault that keeps only some devices or users from a reset. */
export function partly(found: Finding): Finding {
  return { ...found, isPartial: true };
}

/** Something read from the tenant, or why it could not be read and what to do about that. */
export type Fact<Value> =
  | { readonly known: true; readonly value: Value }
  | ({ readonly known: false } & Problem);

/** What `judge` finds in a fact; a fact that could not be read is never well. */
export function given<Value>(fact: Fact<Value>, judge: (value: Value) => Finding[]): Finding[] {
  return fact.known ? judge(fact.value) : [unread("unknown", fact)];
}

/** What `judge` finds in a fact that is optional: without it the check is not made, and nothing is wrong. */
export function optionally<Value>(fact: Fact<Value>, judge: (value: Value) => Finding[]): Finding[] {
  return fact.known ? judge(fact.value) : [notChecked(fact)];
}

/** Something that was not checked, and what it takes. */
export function notChecked(problem: Problem): Finding {
  return unread("notChecked", problem);
}

function unread(state: FindingState, { code, message, hint, permission }: Problem): Finding {
  return { state, code, message, hint, ...(permission ? { permission } : {}) };
}

/** Two facts as one, which is known where both are. */
export function both<First, Second>(first: Fact<First>, second: Fact<Second>): Fact<[First, Second]> {
  if (!first.known) {
    return first;
  }
  if (!second.known) {
    return second;
  }
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
