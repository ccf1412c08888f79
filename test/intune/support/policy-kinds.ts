import type { PropertyMap } from "../../../provider/values.ts";
import type { Tenant } from "../../../tenant/server.ts";
import { policyInputs, policyUrn, profileInputs, profileUrn } from "./served.ts";

/** A policy as the tenant keeps it, in the words of no kind. */
export type KeptPolicy = {
  readonly id: string;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly createdDateTime: string;
  readonly assignments: readonly unknown[];
};

/** The kinds of policy, for tests of what all of them promise. */
export const policyKinds = [
  {
    what: "a custom profile",
    noun: "profile",
    urn: profileUrn,
    nameProperty: "displayName",
    inputs: (more: PropertyMap = {}) => profileInputs(undefined, more),
    collection: "deviceConfigurations",
    assignment: {},
    written: { "@odata.type": "#microsoft.graph.windows10CustomConfiguration" },
    listed: (tenant: Tenant): KeptPolicy[] =>
      tenant.state.deviceConfigurations.all().map((each) => ({ ...each, name: each.displayName })),
    remove: (tenant: Tenant, id: string) => putAside(tenant.state.deviceConfigurations, id),
  },
  {
    what: "a settings catalog policy",
    noun: "policy",
    urn: policyUrn,
    nameProperty: "name",
    inputs: (more: PropertyMap = {}) => policyInputs(undefined, more),
    collection: "configurationPolicies",
    assignment: { policyKind: "settingsCatalog" },
    written: {},
    listed: (tenant: Tenant): KeptPolicy[] => tenant.state.configurationPolicies.all(),
    remove: (tenant: Tenant, id: string) => putAside(tenant.state.configurationPolicies, id),
  },
];

type Kept<Row> = { get(id: string): Row | undefined; put(row: Row): Row; remove(id: string): unknown };

/** Takes a policy out of the tenant; returns what brings it back, changed. */
function putAside<Row extends { readonly id: string }>(rows: Kept<Row>, id: string) {
  const row = rows.get(id);
  if (row === undefined) {
    throw new Error("It is not there.");
  }
  rows.remove(id);
  return (more: { id?: string; createdDateTime: string }) => rows.put({ ...row, ...more });
}
