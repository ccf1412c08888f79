import { nearestName } from "../../settings/did-you-mean.ts";
import type { Found } from "./issues.ts";
import type { Outline } from "./outline.ts";
import { isName } from "./schema.ts";

/** What is wrong between the parts of a fleet's file: a name that stands twice, and a ring that is not there. */
export function crossChecks({ rings, tenants }: Outline): Found[] {
  const known = rings.flatMap(({ name = "" }) => (isName(name) ? name : []));
  const stacks = tenants.map(({ stack, name }) => stack ?? name);
  return [
    ...repeated(
      rings.map(({ name }) => name),
      "rings",
      ["name"],
    ),
    ...repeated(
      tenants.map(({ name }) => name),
      "tenants",
      ["name"],
    ),
    ...repeated(
      tenants.map(({ tenantId }) => tenantId),
      "tenants",
      ["tenantId"],
    ),
    ...namesThatAreIds(tenants),
    ...repeated(stacks, "tenants", ["stack"]).filter(
      // Two tenants of one name have one stack, which is said of the name already.
      ({ path: [, index] }) =>
        tenants[Number(index)]?.stack !== undefined || !isRepeatedName(tenants, Number(index)),
    ),
    ...tenants.flatMap(({ tags }, index) =>
      repeated(tags, "tags", []).map(({ path: [, tag = 0], message }) => ({
        path: ["tenants", index, "tags", tag],
        message,
      })),
    ),
    ...ambiguousStacks(stacks),
    ...tenants.flatMap(({ ring }, index) => unknownRing(ring, index, known)),
  ];
}

/** `--tenant` takes a name or an ID, and would work on the one tenant where the other is meant. */
function namesThatAreIds(tenants: Outline["tenants"]): Found[] {
  const byId = new Map(tenants.map(({ tenantId }, index) => [tenantId?.toLowerCase(), index]));
  return tenants.flatMap(({ name }, index) => {
    const other = name === undefined ? undefined : byId.get(name.toLowerCase());
    return other === undefined || other === index
      ? []
      : [{ path: ["tenants", index, "name"], message: `is the tenantId of tenants[${other}]` }];
  });
}

/** `dev` is the stack of the default organization, which may be that of `acme/pin-reset/dev`: two tenants would share it. */
function ambiguousStacks(stacks: readonly (string | undefined)[]): Found[] {
  const parts = stacks.map((stack) => stack?.toLowerCase().split("/") ?? []);
  const shortest = new Map<string | undefined, number>();
  for (const [index, names] of parts.entries()) {
    const earlier = parts[shortest.get(names.at(-1)) ?? index];
    if (earlier === names || (earlier && names.length < earlier.length)) {
      shortest.set(names.at(-1), index);
    }
  }
  return parts.flatMap((names, index) => {
    const other = shortest.get(names.at(-1)) ?? index;
    if (names.length === (parts[other]?.length ?? 0)) {
      return [];
    }
    const hint = "write both with their organization and project, or both without";
    const message = `may be the stack of tenants[${other}], ${stacks[other]}: ${hint}`;
    return [{ path: ["tenants", index, "stack"], message }];
  });
}

function isRepeatedName(tenants: Outline["tenants"], index: number): boolean {
  const name = tenants[index]?.name?.toLowerCase();
  return tenants.findIndex((other) => other.name?.toLowerCase() === name) < index;
}

function repeated(values: readonly (string | undefined)[], list: string, rest: readonly string[]): Found[] {
  const first = new Map<string, number>();
  return values.flatMap((value, index) => {
    const key = value?.toLowerCase();
    const earlier = key === undefined ? undefined : first.get(key);
    if (key === undefined || earlier === undefined) {
      if (key !== undefined) {
        first.set(key, index);
      }
      return [];
    }
    return [{ path: [list, index, ...rest], message: `repeats that of ${list}[${earlier}]` }];
  });
}

function unknownRing(ring: string | undefined, index: number, known: readonly string[]): Found[] {
  if (ring === undefined || known.includes(ring) || known.length === 0) {
    return [];
  }
  const nearest = nearestName(known, ring);
  const suggestion = nearest === undefined ? "" : `: did you mean ${nearest}?`;
  return [
    {
      path: ["tenants", index, "ring"],
      message: `must be one of ${known.slice(0, 20).join(", ")}${suggestion}`,
    },
  ];
}
