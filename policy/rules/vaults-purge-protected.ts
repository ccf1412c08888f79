import { resourcePolicy } from "../policies.ts";
import { unknown, valueAt } from "../values.ts";

/** Without it, whoever may delete a vault can delete its secrets for good. */
export const vaultsPurgeProtected = resourcePolicy(
  {
    name: "vaults-purge-protected",
    displayName: "Key Vaults have purge protection",
    description:
      "A Key Vault has purge protection: without it, what is deleted by mistake can be lost for good.",
    severity: "high",
    concerns: /^azure-native(?:_\w+)?:keyvault(?:\/v\w+)?:Vault$/,
  },
  ({ inputs }) => {
    const isOn = valueAt(inputs, "properties", "enablePurgeProtection");
    return isOn === true || isOn === unknown
      ? []
      : [
          {
            message: "The vault has no purge protection.",
            hint: "Set properties.enablePurgeProtection to true. It cannot be switched off again.",
          },
        ];
  },
);
