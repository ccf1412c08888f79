import { existsSync, readFileSync } from "node:fs";

type Definition = {
  readonly properties?: Readonly<Record<string, { readonly "x-navigation"?: boolean }>>;
  readonly allOf?: readonly (Definition & { readonly $ref?: string })[];
};
/** Types as a file of the contract publishes them. */
export type Published = { readonly $defs: Readonly<Record<string, Definition>> };

const folder = new URL("../../../shared/graph-contract/", import.meta.url);

/** Whether the contract is on this machine: it lies beside the repository, not in it. */
export function hasContract(file = ""): boolean {
  return existsSync(new URL(file, folder));
}

/** A file of the contract. */
export function readContract<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, folder), "utf8")) as T;
}

/** The names of a type's properties, its base types' included and its navigation properties left out. */
export function publishedProperties(published: Published, type: string): string[] {
  const definition = published.$defs[type];
  if (definition === undefined) {
    throw new Error(`The published contract has no type '${type}'.`);
  }
  const parts = [definition, ...(definition.allOf ?? [])];
  const own = parts.flatMap((part) => Object.entries(part.properties ?? {}));
  const inherited = (definition.allOf ?? []).flatMap(({ $ref }) =>
    $ref === undefined ? [] : publishedProperties(published, $ref.replace("#/$defs/", "")),
  );
  return [
    ...inherited,
    ...own.filter(([, property]) => property["x-navigation"] !== true).map(([name]) => name),
  ].sort();
}
