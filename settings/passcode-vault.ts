import { BlockList, isIPv4 } from "node:net";
import { z } from "zod";
import { location, resourceGroup } from "./azure.ts";
import { groupName, itself, list, mapping, noRepeats, superfluous, text } from "./values.ts";

const groups = list(text(groupName).describe("A group's display name or object ID."), "groups").superRefine(
  noRepeats(itself),
);

const days = "must be a number of days from 7 to 90";

// Key Vault takes none of these: https://learn.microsoft.com/azure/key-vault/general/network-security
const privateRanges = new BlockList();
privateRanges.addSubnet("10.0.0.0", 8);
privateRanges.addSubnet("172.16.0.0", 12);
privateRanges.addSubnet("192.168.0.0", 16);

const publicRange =
  "must be a public IPv4 address, or a range in CIDR notation that begins with its first address";

// Key Vault gives an address back as a range of one, which would show as drift:
// https://github.com/hashicorp/terraform-provider-azurerm/issues/2164
const ipRange = z.preprocess(
  (value) => (typeof value === "string" && isIPv4(value) ? `${value}/32` : value),
  z
    .string({ error: publicRange })
    .refine(isPublicRange, { error: publicRange })
    .meta({ pattern: "^\\d{1,3}(?:\\.\\d{1,3}){3}(?:/\\d{1,2})?$" })
    .describe("A public IPv4 address, or a range in CIDR notation."),
);

function isPublicRange(range: string): boolean {
  const [address = "", bits = ""] = range.split("/");
  if (!z.cidrv4().safeParse(range).success || privateRanges.check(address)) {
    return false;
  }
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return number % 2 ** (32 - Number(bits)) === 0;
}

/** A pattern whose letters outside of brackets match in either case, without a flag. */
function anyCase(pattern: string): RegExp {
  const either = pattern.replace(/\[[^\]]*\]|\\.|[A-Za-z]/g, (part) =>
    part.length > 1 ? part : `[${part.toUpperCase()}${part.toLowerCase()}]`,
  );
  return new RegExp(either);
}

// In lower case, as Key Vault gives it back: https://github.com/Azure/azure-cli/pull/10365
const subnetId = text(
  "must be the resource ID of a subnet: /subscriptions/.../virtualNetworks/NAME/subnets/NAME",
  anyCase(
    String.raw`^/subscriptions/[\dA-Fa-f-]{36}/resourceGroups/[^/\s]+/providers/Microsoft\.Network/virtualNetworks/[^/\s]+/subnets/[^/\s]+$`,
  ),
)
  .transform((value) => value.toLowerCase())
  .describe("The resource ID of a subnet, which needs the service endpoint Microsoft.KeyVault.");

/**
 * The setting `passcodeVault`.
 * Source: https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults
 */
export const passcodeVault = mapping({
  name: text(
    "must be a name for the vault: 3 to 24 letters, digits and single hyphens, a letter first",
    /^(?=.{3,24}$)[A-Za-z](?:-?[A-Za-z\d])+$/,
  ).describe("The vault's name, which is unique in all of Azure and part of its address."),
  resourceGroup,
  location,
  writers: groups
    .refine((writers) => writers.length > 0, {
      error: "must name a group: a vault without writers stays empty",
    })
    .meta({ minItems: 1 })
    .describe("The groups that can write and read passcodes."),
  readers: groups.default([]).describe("The groups that can only read passcodes."),
  softDeleteRetentionInDays: z
    .number({ error: days })
    .refine((value) => Number.isInteger(value) && value >= 7 && value <= 90, { error: days })
    .meta({ type: "integer", minimum: 7, maximum: 90 })
    .default(90)
    .describe("How many days a deleted passcode, or vault, can be recovered. It cannot be changed later."),
  allowedIpRanges: list(ipRange, "IPv4 ranges")
    .superRefine(noRepeats(itself))
    .default([])
    .describe("Where the vault can be reached from. With no range and no subnet, from everywhere."),
  allowedSubnetIds: list(subnetId, "subnets")
    .superRefine(noRepeats(itself))
    .default([])
    .describe("The subnets from which the vault can be reached."),
  publicNetworkAccess: z
    .boolean({ error: "must be true or false" })
    .default(true)
    .describe("With false, the vault can be reached through private endpoints alone."),
  protect: z
    .boolean({ error: "must be true or false" })
    .default(true)
    .describe("Whether Pulumi refuses to delete the vault and its resource group."),
})
  .describe("A Key Vault for the passcodes that `pin-reset reset --vault` sets. Left out, there is none.")
  .superRefine((vault, context) => {
    const writers = new Set(vault.writers.map((group) => group.toLowerCase()));
    vault.readers.forEach((group, index) => {
      if (writers.has(group.toLowerCase())) {
        superfluous(
          context,
          "is also under passcodeVault.writers, who may read too: keep one of the two",
          "readers",
          index,
        );
      }
    });
    for (const key of ["allowedIpRanges", "allowedSubnetIds"] as const) {
      if (!vault.publicNetworkAccess && vault[key].length > 0) {
        superfluous(
          context,
          "has no effect while passcodeVault.publicNetworkAccess is false: keep one of the two",
          key,
        );
      }
    }
  });
