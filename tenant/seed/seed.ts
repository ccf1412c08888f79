import { ownerRole } from "../azure/access.ts";
import { plantRoleAssignment } from "../azure/assigned.ts";
import { collectionsOf, type TenantState } from "../state.ts";
import { seedApps } from "./apps.ts";
import { seedDevices } from "./devices.ts";
import { seedDirectory } from "./directory.ts";
import { seeded } from "./ids.ts";
import { seedIntune } from "./intune.ts";

/** Makes a tenant what it is at the start. What it held before is gone. */
export function seed(state: TenantState, clientSecret: string): void {
  for (const [, collection] of collectionsOf(state)) {
    collection.clear();
  }
  seedDirectory(state);
  seedApps(state, clientSecret);
  seedDevices(state);
  seedIntune(state);
  plantRoleAssignment(state, {
    scope: `/subscriptions/${state.subscriptionId}`,
    name: "0d4f7b1c-6e2a-4c8b-9f3d-1a5e7c9b2d04",
    principalId: seeded.principals.deployer,
    principalType: "ServicePrincipal",
    roleId: ownerRole,
  });
  state.keyVaults.put({ id: seeded.keyVault, secretsOfficers: [seeded.principals.deployer] });
}
