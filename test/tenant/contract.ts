import { readFileSync } from "node:fs";

type Definition = {
  readonly properties?: Readonly<Record<string, { readonly "x-navigation"?: boolean }>>;
  readonly allOf?: readonly (Definition & { readonly $ref?: string })[];
};

/** Types that Graph publishes. */
export type Published = { readonly $defs: Readonly<Record<string, Definition>> };

/** Where what Graph publishes is, if it is there. */
export const contractFolder = new URL("../../../shared/graph-contract/", import.meta.url);

/** Reads a file of what Graph publishes. */
export function readContract<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, contractFolder), "utf8")) as T;
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
