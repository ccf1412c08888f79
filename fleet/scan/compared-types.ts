import { resources } from "../../intune/registry.ts";
import type { Comparable } from "./comparable.ts";
import { delegatedPermissionGrant, servicePrincipal } from "./directory-resources.ts";

const types: ReadonlyMap<string, Comparable> = new Map(
  [...resources, servicePrincipal, delegatedPermissionGrant].map((type) => [type.token, type]),
);

/** The type of a resource in state; undefined for one that a scan does not compare, such as those of Azure. */
export function comparedType(token: string): Comparable | undefined {
  return types.get(token);
}
