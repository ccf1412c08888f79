import { Vault, type VaultArgs } from "@pulumi/azure-native/keyvault/vault.js";
import type { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import * as pulumi from "@pulumi/pulumi";
import type { VaultGroups } from "../../lookups/vault-groups.ts";
import type { PasscodeVaultSettings } from "../../settings.ts";
import { assignAzureRole } from "./roles.ts";

/** The vault's settings, with its resource group and its groups of people as they were made or found. */
type PasscodeVaultArgs = Omit<PasscodeVaultSettings, "resourceGroup" | keyof VaultGroups> & {
  group: ResourceGroup;
  tenantId: string;
  groups: VaultGroups;
};

/** A vault by its name, and the address of its secrets. */
export type VaultOutputs = { name: string; uri: string | undefined };

/**
 * A Key Vault for the passcodes that the companion resets: who may write them, and who may read them. No passcode is a
 * resource, so that none is in the stack's state.
 * Source: https://learn.microsoft.com/azure/key-vault/general/rbac-guide
 */
export class PasscodeVault extends pulumi.ComponentResource {
  /** The vault, as `pin-reset reset --vault` takes it. */
  readonly vault: pulumi.Output<VaultOutputs>;

  constructor(name: string, args: PasscodeVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pin-reset:index:PasscodeVault", name, {}, opts);
    const vault = new Vault(`${name}-passcodes`, vaultArgs(args), {
      parent: this,
      protect: args.protect,
    });
    for (const id of args.groups.writers) {
      this.#allow(`${name}-passcode-writer-${id}`, "keyVaultSecretsOfficer", vault, id);
    }
    for (const id of args.groups.readers) {
      this.#allow(`${name}-passcode-reader-${id}`, "keyVaultSecretsUser", vault, id);
    }
    const uri = vault.properties.apply(({ vaultUri }) => vaultUri);
    this.vault = pulumi.output({ name: vault.name, uri });
    this.registerOutputs({ vault: this.vault });
  }

  #allow(
    name: string,
    role: "keyVaultSecretsOfficer" | "keyVaultSecretsUser",
    vault: Vault,
    groupId: string,
  ): void {
    const args = { role, scope: vault.id, principalId: groupId, principalType: "Group" } as const;
    assignAzureRole(name, args, { parent: this });
  }
}

function vaultArgs(args: PasscodeVaultArgs): VaultArgs {
  const { allowedIpRanges, allowedSubnetIds, publicNetworkAccess } = args;
  const isOpen = publicNetworkAccess && allowedIpRanges.length === 0 && allowedSubnetIds.length === 0;
  return {
    vaultName: args.name,
    resourceGroupName: args.group.name,
    location: args.location,
    properties: {
      tenantId: args.tenantId,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: args.softDeleteRetentionInDays,
      enablePurgeProtection: true,
      publicNetworkAccess: publicNetworkAccess ? "Enabled" : "Disabled",
      networkAcls: {
        // Nothing of Azure's own has business with passcodes.
        bypass: "None",
        defaultAction: isOpen ? "Allow" : "Deny",
        ipRules: allowedIpRanges.map((value) => ({ value })),
        virtualNetworkRules: allowedSubnetIds.map((id) => ({ id })),
      },
    },
  };
}
