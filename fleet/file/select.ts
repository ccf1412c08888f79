import { nearestName } from "../../settings/did-you-mean.ts";
import { FleetError } from "../errors.ts";
import type { Fleet, FleetTenant } from "../fleet.ts";

/** What `--ring`, `--tenant` and `--tag` name. Of one kind any is enough; of two kinds both must fit. */
export type Selection = {
  readonly rings: readonly string[];
  readonly tenants: readonly string[];
  readonly tags: readonly string[];
};

/**
 * The tenants that are selected, in the file's order; all of them where nothing is named. A tenant may be named by its
 * name or by its ID, without regard to case.
 *
 * @throws FleetError `unknownSelection` where a name is not in the file, `nothingSelected` where no tenant fits.
 */
export function selectTenants(fleet: Fleet, { rings, tenants, tags }: Selection): FleetTenant[] {
  const ringNames = fleet.rings.map(({ name }) => name);
  const tagNames = [...new Set(fleet.tenants.flatMap((tenant) => tenant.tags))];
  const wanted = {
    rings: named("ring", rings, byName(ringNames)),
    tags: named("tag", tags, byName(tagNames)),
    tenants: named("tenant", tenants, tenantsByName(fleet)),
  };
  const selected = fleet.tenants.filter(
    (tenant) =>
      (wanted.rings.size === 0 || wanted.rings.has(tenant.ring)) &&
      (wanted.tenants.size === 0 || wanted.tenants.has(tenant.name)) &&
      (wanted.tags.size === 0 || tenant.tags.some((tag) => wanted.tags.has(tag))),
  );
  if (selected.length === 0) {
    throw new FleetError({
      code: "nothingSelected",
      message: "No tenant of the fleet is in every ring, tag and name that was given.",
      hint: "Give fewer of --ring, --tenant and --tag: a tenant must fit each kind that is given.",
    });
  }
  return selected;
}

type Names = ReadonlyMap<string, string>;

function byName(names: readonly string[]): Names {
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}

function tenantsByName({ tenants }: Fleet): Names {
  return new Map(
    tenants.flatMap(({ name, tenantId }) => [
      [name.toLowerCase(), name],
      [tenantId, name],
    ]),
  );
}

function named(kind: string, given: readonly string[], known: Names): ReadonlySet<string> {
  const unknown = given.filter((name) => !known.has(name.toLowerCase()));
  if (unknown.length === 0) {
    return new Set(given.flatMap((name) => known.get(name.toLowerCase()) ?? []));
  }
  const names = [...known.values()];
  const message = unknown
    .map((name) => `No ${kind} of the fleet is named ${JSON.stringify(name)}.`)
    .join("\n");
  const nearest = unknown.flatMap((name) => nearestName([...known.keys()], name) ?? []);
  const meant = [...new Set(nearest.flatMap((name) => known.get(name) ?? []))];
  throw new FleetError({
    code: "unknownSelection",
    message,
    hint: meant.length > 0 ? `Did you mean ${meant.join(", ")}?` : listed(kind, [...new Set(names)]),
  });
}

const mostListed = 20;

function listed(kind: string, names: readonly string[]): string {
  if (names.length === 0) {
    return `The fleet's file has no ${kind}.`;
  }
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more` : "";
  return `The fleet's file has: ${names.slice(0, mostListed).join(", ")}${more}.`;
}
