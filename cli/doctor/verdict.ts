import type { Check } from "./check.ts";
import type { Result } from "./examine.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { groupsServed } from "./served-groups.ts";

/** What a verdict goes by: a finding of a check, and the page of Microsoft's that says why it matters. */
export type Reason = Pick<Finding, "state" | "code" | "message"> & {
  readonly check: string;
  readonly source: string;
};

/** Whether a user's reset will work. `works` is for the devices of `groups`, with `reasons` as its exceptions. */
export type Verdict = {
  readonly outcome: "works" | "fails" | "unknown";
  /** Whom a reset works for, in words. */
  readonly groups: readonly string[];
  readonly reasons: readonly Reason[];
  /** Graph's permissions without which it cannot be told. */
  readonly missingPermissions: readonly string[];
};

/** What a reset takes. It is the source of a verdict without a reason, and of a check that names none. */
export const resetSource =
  "https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset";

type Counted = Finding & Reason & { readonly title: string };

/** Why a check is not made although nothing failed, and no permission helps. */
const noReadHelps: ReadonlySet<Finding["code"]> = new Set<Finding["code"]>([
  "noPremiumLicense",
  "noUserToEvaluate",
  "resetLinkEncrypted",
]);

/**
 * The verdict on all that the checks found, but those that say nothing of a reset. A fault for everyone means that it
 * fails. What could not be read makes it unknown, also where the check is optional. A fault for some, a warning, and a
 * check that a licence is missing for are exceptions of a reset that works.
 */
export function verdictOf(
  checks: Readonly<Record<string, Check>>,
  results: readonly Result[],
  facts: Facts,
): Verdict {
  const found = distinct(results.flatMap((result) => countedOf(checks[result.id], result)));
  const faults = found.filter(({ state }) => state === "fault");
  const unread = found.filter(
    ({ state, code }) => state === "unknown" || (state === "notChecked" && !noReadHelps.has(code)),
  );
  const exceptions = found.filter(({ state }) => state !== "ok");
  const groups = groupsServed(facts);
  const verdict = (outcome: Verdict["outcome"], reasons: readonly Counted[]): Verdict => ({
    outcome,
    groups: outcome === "works" ? groups : [],
    reasons: reasons.map((reason) => {
      const { check, state, code, source } = reason;
      return { check, state, code, message: messageOf(reason, facts), source };
    }),
    missingPermissions: namesOf(unread, facts),
  });
  if (faults.some(({ isPartial }) => !isPartial) || (faults.length > 0 && groups.length === 0)) {
    return verdict("fails", faults);
  }
  return unread.length > 0 || groups.length === 0 ? verdict("unknown", unread) : verdict("works", exceptions);
}

function countedOf(check: Check | undefined, { id, findings, state }: Result): Counted[] {
  if (check === undefined || check.isAside || state === "skipped") {
    return [];
  }
  const { title, source = resetSource } = check;
  return findings.map((finding) => ({ ...finding, check: id, title, source }));
}

/** Graph's words about a missing permission are in the check, with what to do. */
function messageOf(reason: Counted, facts: Facts): string {
  const { title, message } = reason;
  const [permission] = namesOf([reason], facts);
  return permission ? `Not checked, since the credential lacks ${permission}: ${title}.` : message;
}

/** What could not be read is a finding of every check that needs it. */
function distinct(found: readonly Counted[]): Counted[] {
  return [
    ...new Map(found.toReversed().map((one) => [`${one.state} ${one.message}`, one])).values(),
  ].reverse();
}

function namesOf(unread: readonly Finding[], { permissions }: Facts): string[] {
  const kind = permissions.known ? permissions.value.of : "application";
  return [...new Set(unread.flatMap(({ permission }) => permission?.[kind] ?? []))].sort();
}

/** What a verdict says in one line. */
export function headline({ outcome, groups, missingPermissions }: Verdict): string {
  if (outcome === "works") {
    return `A reset will work for the devices of these groups: ${groups.join(", ")}.`;
  }
  if (outcome === "fails") {
    return "A reset will not work, because:";
  }
  const because =
    missingPermissions.length > 0
      ? `because these permissions are missing: ${missingPermissions.join(", ")}.`
      : "because:";
  return `Whether a reset will work cannot be told, ${because}`;
}
