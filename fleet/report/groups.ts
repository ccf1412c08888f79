import type { TenantOutcome } from "../outcome.ts";

/** The same difference in several tenants: one cause, often. */
export type DriftGroup = {
  readonly type: string;
  readonly name: string;
  readonly kind: "changed" | "missing";
  readonly paths: readonly string[];
  readonly tenants: readonly string[];
};

/** Failures with one code and one hint: what is done about one is done about all. */
export type FailureGroup = {
  readonly code: string;
  readonly hint: string | undefined;
  readonly failures: readonly { readonly tenant: string; readonly message: string }[];
};

/** What drifted, the difference that most tenants have first. */
export function driftGroups(outcomes: readonly TenantOutcome[]): readonly DriftGroup[] {
  const groups = new Map<string, DriftGroup & { tenants: string[] }>();
  for (const { tenant, drift } of outcomes) {
    for (const { type, name, kind, paths } of drift) {
      const key = JSON.stringify([type, name, kind, paths]);
      const group = groups.get(key) ?? { type, name, kind, paths, tenants: [] };
      group.tenants.push(tenant);
      groups.set(key, group);
    }
  }
  return byCount([...groups.values()], ({ tenants }) => tenants.length);
}

/** What failed, and what could not be compared because of an error, the most frequent cause first. */
export function failureGroups(outcomes: readonly TenantOutcome[]): readonly FailureGroup[] {
  const groups = new Map<string, FailureGroup & { failures: { tenant: string; message: string }[] }>();
  for (const { tenant, status, error } of outcomes) {
    if (error === undefined && status !== "failed") {
      continue;
    }
    const { code, message, hint } = error ?? { code: "unknown", message: "It failed.", hint: undefined };
    const key = JSON.stringify([code, hint]);
    const group = groups.get(key) ?? { code, hint, failures: [] };
    group.failures.push({ tenant, message });
    groups.set(key, group);
  }
  return byCount([...groups.values()], ({ failures }) => failures.length);
}

/** The largest first; those of one size stay in their order. */
function byCount<Group>(groups: readonly Group[], count: (group: Group) => number): readonly Group[] {
  return groups.toSorted((a, b) => count(b) - count(a));
}
