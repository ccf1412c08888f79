import { createHash } from "node:crypto";
import type { Author } from "./audit-log.ts";
import type { Change, Changes, Difference } from "./changes.ts";
import { deletionsOf, eachOnce } from "./deletions.ts";
import type { Names } from "./names.ts";
import { type Fact, factsOf, type Kind } from "./words.ts";

/** What a check found, and what became of it. */
export type Report = Changes & {
  readonly stack: string;
  /** What the Intune plugin said of its resources. */
  readonly notices: readonly string[];
  /** Who changed what drifted, by URN. */
  readonly authors: ReadonlyMap<string, Author>;
  /** What the groups and filters are called that it speaks of. */
  readonly names: Names;
  /** Whether what drifted was restored. */
  readonly healed: boolean;
};

/** A difference as a row of CSV, with its resource. */
export type Row = Omit<Change, "differences"> & Difference & Partial<Author> & { readonly kind: Kind };

/** A change as people read it, with its resource. */
export type Line = Omit<Change, "differences"> & Fact & Partial<Author> & { readonly kind: Kind };

/** A line for each change, as people call it; those that drifted come first. */
export function linesOf(report: Report): readonly Line[] {
  return each(report, (change, kind) => factsOf(change, kind, report.names));
}

/** A row for each property that differs, and one for each resource that is there on one side alone. */
export function rowsOf(report: Report): readonly Row[] {
  const whole: Difference = { path: "", declared: undefined, actual: undefined };
  return each(report, ({ differences }) => (differences.length > 0 ? differences : [whole]));
}

function each<Part>(
  { drifted, pending, authors }: Report,
  partsOf: (change: Change, kind: Kind) => readonly Part[],
): readonly (Omit<Change, "differences"> & Part & Partial<Author> & { readonly kind: Kind })[] {
  const found = (kind: Kind, changes: readonly Change[]) =>
    changes.flatMap((change) => {
      const { differences: _, ...about } = change;
      const author = kind === "drift" ? authors.get(change.urn) : undefined;
      return partsOf(change, kind).map((part) => ({ kind, ...about, ...author, ...part }));
    });
  return [...found("drift", drifted), ...found("pending", pending)];
}

/** How much was found: changes count as `linesOf` has them. */
export type Counts = {
  readonly driftedResources: number;
  readonly driftedChanges: number;
  readonly pendingResources: number;
  readonly pendingChanges: number;
  /** Resources that the next update would delete, or delete and create again. */
  readonly deletions: number;
};

export function countsOf(report: Report): Counts {
  const lines = linesOf(report);
  const { drifted, pending } = report;
  return {
    driftedResources: drifted.length,
    driftedChanges: lines.filter(({ kind }) => kind === "drift").length,
    pendingResources: pending.length,
    pendingChanges: lines.filter(({ kind }) => kind === "pending").length,
    deletions: deletionsOf(openChanges(report)).length,
  };
}

/** What is still to be done: nothing of what was restored. */
export function openChanges({ drifted, pending, healed }: Report): Changes {
  return { drifted: healed ? [] : drifted, pending };
}

/**
 * The same for the same changes, whoever made them, whenever they were found, and whether the names of groups could be read: tells
 * whether there is anything new.
 */
export function digestOf(report: Report): string {
  const told = linesOf({ ...report, names: new Map() }).map(
    ({ kind, urn, operation, what, path, declared, actual }) =>
      [kind, urn, operation, what, path, declared, actual].map((part) => part ?? null),
  );
  return createHash("sha256").update(JSON.stringify(told)).digest("hex");
}

/** What an update would take away from grants, a sentence for each: a diff of a set of permissions names positions. */
export function revocations(changes: Changes): readonly string[] {
  return eachOnce(changes).flatMap(({ name, revokes }) =>
    revokes ? [`\`pulumi up\` removes ${revokes.join(", ")} from ${name}.`] : [],
  );
}
