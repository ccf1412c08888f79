import type { z } from "zod";
import { canonicalise, type Issue } from "../provider/check.ts";
import { diffProperties } from "../provider/diff.ts";
import { formatPath, isPropertyMap } from "../provider/paths.ts";
import type { PropertyMap, PropertyValue } from "../provider/values.ts";
import { IntuneError } from "./errors.ts";

/** How many issues are listed at most. */
const listedAtMost = 20;

/** What is to be imported, and the issues that keep it from being so. */
type Import = {
  /** How a message names it. */
  readonly what: string;
  readonly inputs: PropertyMap;
  readonly schema: z.ZodObject;
  /** What is wrong with it apart from what the schema says. */
  readonly issues?: readonly Issue[];
};

/**
 * Lets something be imported only where a program can declare all of it: what could not be written back as it is
 * would be changed by the next `up`.
 *
 * @throws IntuneError that names it, each element, and what to do; no value is in it.
 */
export function refuseUndeclarable({ what, inputs, schema, issues: own = [] }: Import): void {
  const issues = [...own, ...undeclarable(schema, inputs)];
  if (issues.length === 0) {
    return;
  }
  const first = new Map(issues.toReversed().map((issue) => [issue.property, issue]));
  const listed = [...first.values()].toReversed();
  const more = listed.length - listedAtMost;
  throw new IntuneError({
    code: "notDeclarable",
    message: [
      `${what} cannot be imported as it is, since no program can declare this of it:`,
      ...listed
        .slice(0, listedAtMost)
        .map(({ property, reason }) => `  ${property}${elementAt(inputs, property)} ${reason}`),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ].join("\n"),
    hint: "Nothing was changed. Set it right in the Intune admin center, and import again; or leave it out of the program.",
  });
}

/**
 * As refuseUndeclarable, of a policy's assignments.
 *
 * @throws IntuneError that names the policy, each assignment, and what to do.
 */
export function refuseUndeclarableTargets(
  what: string,
  id: string,
  targets: PropertyValue[],
  schema: z.ZodObject,
): void {
  refuseUndeclarable({ what, inputs: { configurationId: id, targets }, schema });
}

function undeclarable(schema: z.ZodObject, inputs: PropertyMap): Issue[] {
  const { value, issues } = canonicalise(schema, inputs);
  if (issues.length > 0) {
    return issues;
  }
  return diffProperties(inputs, value, {}).map(({ path }) => ({
    property: formatPath(path),
    reason: "is not of the type that Graph publishes for it",
  }));
}

/** The element that a path leads into, as the Intune admin center shows it. */
function elementAt(inputs: PropertyMap, property: string): string {
  const [, list = "", index] = /^(\w+)\[(\d+)\]/.exec(property) ?? [];
  const elements = inputs[list];
  const element = Array.isArray(elements) ? elements[Number(index)] : undefined;
  if (!isPropertyMap(element)) {
    return "";
  }
  const names = namesOf[list]?.(element) ?? [];
  return names.length === 0 ? "" : ` (${names.map((name) => JSON.stringify(name)).join(", ")})`;
}

const namesOf: Readonly<Record<string, (element: PropertyMap) => readonly PropertyValue[]>> = {
  omaSettings: ({ displayName, omaUri }) => [displayName ?? null, omaUri ?? null],
  settings: ({ definitionId }) => [definitionId ?? null],
  targets: ({ groupId, type }) => [groupId ?? type ?? null],
};
