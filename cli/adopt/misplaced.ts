import type { StateResource } from "../../pulumi-cli/state-file.ts";
import type { Step } from "../../pulumi-cli/steps.ts";
import type { Found } from "./look-up.ts";

/** A resource of the state, under a name that the program does not declare, and the one that has its id instead. */
export type Misplaced = { readonly urn: string; readonly id: string; readonly insteadOf: string };

type StackView = {
  readonly held: readonly StateResource[];
  /** What a preview that shows what stays the same would do. */
  readonly steps: readonly Step[];
  readonly found: readonly Found[];
};

// What the engine does with resources of the state whether the program declares them or not.
const undeclared = new Set(["refresh", "delete", "delete-replaced", "read-discarded", "discard-replaced"]);

/**
 * What was imported beside the program's own resource: the next update would give that one the same object, and
 * then delete the imported one. `pulumi import TYPE NAME ID` leaves it so, which knows of no component.
 */
export function misplacedIn({ held, steps, found }: StackView): Misplaced[] {
  const declared = new Set(steps.flatMap(({ op, urn }) => (undeclared.has(op) ? [] : [urn])));
  const own = new Map<string, string>();
  for (const { type, urn, id } of [...found, ...held.filter(({ urn }) => declared.has(urn))]) {
    if (id !== undefined) {
      own.set(objectKey(type, id), urn);
    }
  }
  return held.flatMap(({ urn, type, id, custom, external, delete: isLeftOver }) => {
    if (id === undefined || !custom || external || isLeftOver || declared.has(urn)) {
      return [];
    }
    const insteadOf = own.get(objectKey(type, id));
    return insteadOf === undefined || insteadOf === urn ? [] : [{ urn, id, insteadOf }];
  });
}

/**
 * azuread's ids are paths, in an import and in newer state, and bare in older state; the import of a catalog policy's
 * assignments has a mark before the id.
 */
function objectKey(type: string, id: string): string {
  return `${type} ${id.split(/[/:]/).at(-1)?.toLowerCase()}`;
}
