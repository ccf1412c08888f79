import { z } from "zod";
import type { Declared } from "./declared.ts";
import { findGrant, findPrincipal } from "./directory.ts";
import type { Finder, LookUp } from "./finder.ts";
import { principalType } from "./principals.ts";
import { findAssignments, findProfile } from "./profiles.ts";

/** A declared resource, and the id by which Pulumi imports it; undefined where the tenant does not have it. */
export type Found = Declared & { readonly id: string | undefined };

/** The type of the resource that `--profile` is about. */
export const profileType = "intune:index:WindowsCustomConfiguration";

const grantType =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";

const finders: Readonly<Record<string, Finder>> = {
  [principalType]: findPrincipal,
  [grantType]: findGrant,
  [profileType]: findProfile,
  "intune:index:DeviceConfigurationAssignments": findAssignments,
};

/** Whether resources of this type can be looked up in the tenant. */
export function isLookedUp(type: string): boolean {
  return Object.hasOwn(finders, type);
}

/**
 * Looks up in the tenant what the program declares. A resource of any other type counts as missing there.
 *
 * @throws GraphError, CredentialError, and CommandError `severalProfiles`, `noProfile`.
 */
export async function lookUpAll(
  declared: readonly Declared[],
  options: Omit<LookUp, "reference">,
): Promise<Found[]> {
  const ids = new Map<string, string | undefined>();
  const reference: LookUp["reference"] = ({ inputs, dependencies }, input) => {
    const urn = dependencies[input]?.find((dependency) => ids.has(dependency));
    return urn === undefined ? text.parse(inputs[input]) : ids.get(urn)?.split("/").at(-1);
  };
  const found: Found[] = [];
  for (const resource of declared) {
    const id = await finders[resource.type]?.(resource, { ...options, reference });
    ids.set(resource.urn, id);
    found.push({ ...resource, id });
  }
  return found;
}

const text = z.string().optional().catch(undefined);
