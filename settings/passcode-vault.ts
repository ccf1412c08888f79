import { BlockList, isIPv4 } from "node:net";
import { z } from "zod";
import { location, resourceGroup } from "./azure.ts";
import { groupName, itself, list, mapping, noRepeats, superfluous, text } from "./values.ts";

const groups = list(text(groupName), "groups").superRefine(noRepeats(itself));

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
  z.string({ error: publicRange }).refine(isPublicRange, { error: publicRange }),
);

function isPublicRange(range: string): boolean {
  const [address = "", bits = ""] = range.split("/");
  if (!z.cidrv4().safeParse(range).success || privateRanges.check(address)) {
    return false;
  }
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return number % 2 ** (32 - Number(bits)) === 0;
}

// In lower case, as Key Vault gives it back: https://github.com/Azure/azure-cli/pull/10365
const subnetId = text(
  "must be the resource ID of a subnet: /subscriptions/.../virtualNetworks/NAME/subnets/NAME",
  /^\/subscriptions\/[\da-f-]{36}\/resourceGroups\/[^/\s]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/\s]+\/subnets\/[^/\s]+$/i,
).transform((value) => value.toLowerCase());

/**
 * The setting `passcodeVault`.
 * Source: https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults
 */
export const passcodeVault = mapping({
  name: text(
    "must be a name for the vault: 3 to 24 letters, digits and single hyphens, a letter first",
    /^(?=.{3,24}$)[a-z](?:-?[a-z\d])+$/i,
  ),
  resourceGroup,
  location,
  writers: groups.refine((writers) => writers.length > 0, {
    error: "must name a group: a vault without writers stays empty",
  }),
  readers: groups.default([]),
  softDeleteRetentionInDays: z
    .number({ error: days })
    .refine((value) => Number.isInteger(value) && value >= 7 && value <= 90, { error: days })
    .default(90),
  allowedIpRanges: list(ipRange, "IPv4 ranges").superRefine(noRepeats(itself)).default([]),
  allowedSubnetIds: list(subnetId, "subnets").superRefine(noRepeats(itself)).default([]),
  publicNetworkAccess: z.boolean({ error: "must be true or false" }).default(true),
  protect: z.boolean({ error: "must be true or false" }).default(true),
}).superRefine((vault, context) => {
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
