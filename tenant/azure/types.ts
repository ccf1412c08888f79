/** The ARM types that are looked for by name. Source: https://learn.microsoft.com/azure/templates/ */
export const vaultType = "Microsoft.KeyVault/vaults";
export const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities";
export const roleAssignmentType = "Microsoft.Authorization/roleAssignments";
