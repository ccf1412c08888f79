import type { GraphVersion } from "../graph/client.ts";
import { isEqual, where } from "../graph/odata.ts";
import type { PropertyMap } from "../provider/values.ts";
import type { GraphEntity } from "./graph-object.ts";

/** What tells one kind of policy from another, for the code that all kinds share. */
export type PolicyKind = {
  /** Where Graph has them, after the version. */
  readonly collection: string;
  /** The property, in Graph and in the resource's inputs, that has the name. */
  readonly nameProperty: "displayName" | "name";
  /** What a read must ask to be expanded, so that all of a policy is in it. */
  readonly expand?: string;
  /** The earliest version of Graph that has them. */
  readonly version: GraphVersion;
  /** How messages name one, several, and one that was named before. */
  readonly words: { readonly one: string; readonly several: string; readonly noun: string };
  /** Whether `pin-reset adopt` finds one by its name alone, without being told which. */
  readonly adoptedByName?: true;
  /** Whether an item of the collection is of this kind. */
  isOfKind(item: GraphEntity): boolean;
};

/** A policy as it is in Intune. */
export type PolicySnapshot = {
  readonly id: string;
  /** Graph's type of it, as it is. */
  readonly type: unknown;
  /** In the form of the resource's inputs. */
  readonly inputs: PropertyMap;
};

/** Where the policy of an id is. */
export function policyPath({ collection }: PolicyKind, id: string): string {
  return `${collection}/${encodeURIComponent(id)}`;
}

/** Where all of a policy is read. */
export function wholePath(kind: PolicyKind, id: string): string {
  return `${policyPath(kind, id)}${kind.expand === undefined ? "" : `?$expand=${kind.expand}`}`;
}

/** Where Graph lists the policies of a name. */
export function namePath({ collection, nameProperty, expand }: PolicyKind, name: string): string {
  const filter = where(isEqual(nameProperty, name));
  return `${collection}?${filter}${expand === undefined ? "" : `&$expand=${expand}`}`;
}

/** Where the assignments of a policy are. */
export function assignmentsPath(kind: PolicyKind, id: string): string {
  return `${policyPath(kind, id)}/assignments`;
}

/**
 * Custom Windows configuration profiles.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows10customconfiguration
 */
export const customProfiles: PolicyKind = {
  collection: "/deviceManagement/deviceConfigurations",
  nameProperty: "displayName",
  version: "v1.0",
  words: { one: "custom profile", several: "custom profiles", noun: "profile" },
  isOfKind: (item) => item["@odata.type"] === "#microsoft.graph.windows10CustomConfiguration",
};

/**
 * Policies of the settings catalog, those made of a template (Endpoint security) among them. Beta only.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicy
 */
export const catalogPolicies: PolicyKind = {
  collection: "/deviceManagement/configurationPolicies",
  nameProperty: "name",
  expand: "settings",
  version: "beta",
  words: { one: "settings catalog policy", several: "settings catalog policies", noun: "policy" },
  isOfKind: () => true,
};
