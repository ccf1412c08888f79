import type { PolicyPackArgs } from "@pulumi/policy";
import { allDevicesAndUsers } from "./rules/all-devices-and-users.ts";
import { firstPartyPrincipalsKept } from "./rules/first-party-principals-kept.ts";
import { noWildcardSubjects } from "./rules/no-wildcard-subjects.ts";
import { omaUriNamesOwnTenant, type Surroundings } from "./rules/oma-uri-names-own-tenant.ts";
import { pinRecoveryNeverOff } from "./rules/pin-recovery-never-off.ts";
import { profilesAssigned } from "./rules/profiles-assigned.ts";
import { vaultsPurgeProtected } from "./rules/vaults-purge-protected.ts";

/** Every policy of the pack, in the order of docs/policy-pack.md. */
export function policiesFor(surroundings: Surroundings): PolicyPackArgs["policies"] {
  return [
    pinRecoveryNeverOff,
    omaUriNamesOwnTenant(surroundings),
    profilesAssigned,
    allDevicesAndUsers,
    firstPartyPrincipalsKept,
    noWildcardSubjects,
    vaultsPurgeProtected,
  ];
}
