import { ownerRole } from "../azure/access.ts";
import { plantRoleAssignment } from "../azure/assigned.ts";
import { collectionsOf, type TenantState } from "../state.ts";
import { consentToDeployer, type Registration, seedApps } from "./apps.ts";
import { seedDevices } from "./devices.ts";
import { seedDirectory } from "./directory.ts";
import { seedIntune } from "./intune.ts";

/** What differs from tenant to tenant at the start. */
export type Start = {
  /** What an administrator consented to for the deploying app; left out: what it asks for. `none`: nobody did. */
  readonly consent?: readonly string[] | "none";
};

/** Makes a tenant what it is at the start. What it held before is gone. */
export function seed(state: TenantState, registration: Registration, { consent }: Start = {}): void {
  for (const [, collection] of collectionsOf(state)) {
    collection.clear();
  }
  seedDirectory(state);
  seedApps(state, registration);
  if (consent !== "none") {
    consentToDeployer(state, consent);
  }
  seedDevices(state);
  seedIntune(state);
  const { principals, keyVault } = state.ids;
  plantRoleAssignment(state, {
    scope: `/subscriptions/${state.subscriptionId}`,
    name: "0d4f7b1c-6e2a-4c8b-9f3d-1a5e7c9b2d04",
    principalId: principals.deployer,
    principalType: "ServicePrincipal",
    roleId: ownerRole,
  });
  state.keyVaults.seed({ id: keyVault, secretsOfficers: [principals.deployer] });
}
