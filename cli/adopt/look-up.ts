import { z } from "zod";
import { findAssignments } from "./assignments.ts";
import type { Declared } from "./declared.ts";
import { findGrant, findPrincipal } from "./directory.ts";
import type { Finder, LookedUp, LookUp } from "./finder.ts";
import { findHealthScript, findScriptAssignments } from "./health-scripts.ts";
import { principalType } from "./principals.ts";
import { findProfile } from "./profiles.ts";

/** A declared resource, with what the tenant has of it. */
export type Found = Declared & LookedUp;

const grantType =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";

/** The types of the resources that `--profile` is about. */
const profileTypes: Readonly<Record<string, Finder>> = {
  "intune:index:WindowsCustomConfiguration": (declared, lookUp) => findProfile("custom", declared, lookUp),
  "intune:index:SettingsCatalogPolicy": (declared, lookUp) =>
    findProfile("settingsCatalog", declared, lookUp),
};

const finders: Readonly<Record<string, Finder>> = {
  [principalType]: async (declared, lookUp) => ({ id: await findPrincipal(declared, lookUp) }),
  [grantType]: async (declared, lookUp) => ({ id: await findGrant(declared, lookUp) }),
  ...profileTypes,
  "intune:index:DeviceConfigurationAssignments": async (declared, lookUp) => ({
    id: await findAssignments(declared, lookUp),
  }),
  "intune:index:DeviceHealthScript": async (declared, lookUp) => ({
    id: await findHealthScript(declared, lookUp),
  }),
  "intune:index:DeviceHealthScriptAssignments": async (declared, lookUp) => ({
    id: await findScriptAssignments(declared, lookUp),
  }),
};

/** Whether resources of this type can be looked up in the tenant. */
export function isLookedUp(type: string): boolean {
  return Object.hasOwn(finders, type);
}

/** Whether `--profile` is about a resource of this type. */
export function isProfile(type: string): boolean {
  return Object.hasOwn(profileTypes, type);
}

/**
 * Looks up in the tenant what the program declares. A resource of any other type counts as missing there, and what is
 * declared for something that stays as it is stays with it.
 *
 * @throws GraphError, CredentialError, and CommandError `severalProfiles`, `noProfile`, `otherKind`, `severalScripts`.
 */
export async function lookUpAll(
  declared: readonly Declared[],
  options: Omit<LookUp, "reference">,
): Promise<Found[]> {
  const ids = new Map<string, string | undefined>();
  const left = new Set<string>();
  const reference: LookUp["reference"] = ({ inputs, dependencies }, input) => {
    const urn = dependencies[input]?.find((dependency) => ids.has(dependency));
    return urn === undefined ? text.parse(inputs[input]) : ids.get(urn)?.split("/").at(-1);
  };
  const found: Found[] = [];
  for (const resource of declared) {
    const needed = Object.values(resource.dependencies).flat();
    const finder = finders[resource.type];
    const one: LookedUp = needed.some((urn) => urn !== null && left.has(urn))
      ? { id: undefined, isLeft: true }
      : ((await finder?.(resource, { ...options, reference })) ?? { id: undefined });
    ids.set(resource.urn, one.id);
    if (one.isLeft) {
      left.add(resource.urn);
    }
    found.push({ ...resource, ...one });
  }
  return found;
}

const text = z.string().optional().catch(undefined);
