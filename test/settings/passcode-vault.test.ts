import { beforeEach, describe, expect, it } from "vitest";
import { parseSettings } from "../../settings.ts";
import { asConfig, expectOneIssue, type IssueCase, startProject } from "./parse.ts";

const set = "pulumi config set --path";
const remove = "pulumi config rm --path";
const subnet =
  "/subscriptions/0b8e4a5c-1d2f-4c3b-9a6e-7f8091a2b3c4/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/Hub/subnets/A";
const vault = {
  name: "kv-pin-reset",
  resourceGroup: "rg-pin-reset",
  location: "westeurope",
  writers: ["Helpdesk"],
};

beforeEach(startProject);

const settingsOf = (given: Record<string, unknown>) =>
  parseSettings(asConfig({ assignments: { allUsers: true }, ...given }));

describe("the vault's settings", () => {
  it("have the defaults of a vault that is open to the internet and keeps what is deleted for 90 days", () => {
    expect(settingsOf({ passcodeVault: vault }).passcodeVault).toEqual({
      ...vault,
      readers: [],
      softDeleteRetentionInDays: 90,
      allowedIpRanges: [],
      allowedSubnetIds: [],
      publicNetworkAccess: true,
      protect: true,
    });
  });

  it("take every key", () => {
    const passcodeVault = {
      ...vault,
      readers: ["Auditors", 2024],
      softDeleteRetentionInDays: 7,
      allowedIpRanges: ["203.0.113.0/24", "198.51.100.7"],
      allowedSubnetIds: [subnet],
    };
    expect(settingsOf({ passcodeVault }).passcodeVault).toEqual({
      ...passcodeVault,
      readers: ["Auditors", "2024"],
      allowedIpRanges: ["203.0.113.0/24", "198.51.100.7/32"],
      allowedSubnetIds: [subnet.toLowerCase()],
      publicNetworkAccess: true,
      protect: true,
    });
  });

  it("take a region by the name that portals show", () => {
    const passcodeVault = { ...vault, location: "West Europe" };
    expect(settingsOf({ passcodeVault }).passcodeVault?.location).toBe("westeurope");
  });
});

const inVault = (given: Record<string, unknown>) => ({ passcodeVault: { ...vault, ...given } });

const cases: IssueCase[] = [
  [
    { passcodeVault: "yes" },
    "pin-reset:passcodeVault must be a mapping with the keys name, resourceGroup, location, writers, readers",
    `${remove} "pin-reset:passcodeVault"`,
    `${set} "pin-reset:passcodeVault.name" kv-pin-reset`,
    `${set} "pin-reset:passcodeVault.resourceGroup" rg-pin-reset`,
    `${set} "pin-reset:passcodeVault.location" westeurope`,
    `${set} "pin-reset:passcodeVault.writers[0]" Helpdesk`,
  ],
  ...["kv", "1vault", "kv--pin-reset", "kv-pin-reset-", "kv_pin_reset", "kv-of-more-than-24-letters", ""].map(
    (name): IssueCase => [
      inVault({ name }),
      "pin-reset:passcodeVault.name must be a name for the vault: 3 to 24 letters, digits and single hyphens",
      `${set} "pin-reset:passcodeVault.name" kv-pin-reset`,
    ],
  ),
  ...["", "rg.", "rg/x", "a".repeat(91)].map(
    (resourceGroup): IssueCase => [
      inVault({ resourceGroup }),
      "pin-reset:passcodeVault.resourceGroup must be the name of a resource group",
      `${set} "pin-reset:passcodeVault.resourceGroup" rg-pin-reset`,
    ],
  ),
  [
    inVault({ location: "EU/west" }),
    "pin-reset:passcodeVault.location must be an Azure region, such as westeurope",
    `${set} "pin-reset:passcodeVault.location" westeurope`,
  ],
  [
    inVault({ writers: undefined }),
    "pin-reset:passcodeVault.writers must be a list of groups",
    `${set} "pin-reset:passcodeVault.writers[0]" Helpdesk`,
  ],
  [
    inVault({ writers: [] }),
    "pin-reset:passcodeVault.writers must name a group",
    `${set} "pin-reset:passcodeVault.writers[0]" Helpdesk`,
  ],
  [
    inVault({ writers: ["Helpdesk", "HELPDESK"] }),
    "pin-reset:passcodeVault.writers[1] repeats an earlier entry",
    `${remove} "pin-reset:passcodeVault.writers[1]"`,
  ],
  [
    inVault({ readers: [true] }),
    "pin-reset:passcodeVault.readers[0] must be a group's display name or object ID",
    `${set} "pin-reset:passcodeVault.readers[0]" Auditors`,
  ],
  [
    inVault({ readers: ["helpdesk"] }),
    "pin-reset:passcodeVault.readers[0] is also under passcodeVault.writers, who may read too",
    `${remove} "pin-reset:passcodeVault.readers[0]"`,
  ],
  ...[6, 91, 30.5, "90", null].map(
    (softDeleteRetentionInDays): IssueCase => [
      inVault({ softDeleteRetentionInDays }),
      "pin-reset:passcodeVault.softDeleteRetentionInDays must be a number of days from 7 to 90",
      `${set} "pin-reset:passcodeVault.softDeleteRetentionInDays" 90`,
    ],
  ),
  ...[
    "10.1.0.0/16",
    "172.16.0.1",
    "192.168.1.0/24",
    "203.0.113.7/24",
    "2001:db8::/32",
    "203.0.113.0/33",
    "any",
  ].map(
    (range): IssueCase => [
      inVault({ allowedIpRanges: [range] }),
      "pin-reset:passcodeVault.allowedIpRanges[0] must be a public IPv4 address, or a range in CIDR notation",
      `${set} "pin-reset:passcodeVault.allowedIpRanges[0]" "203.0.113.0/24"`,
    ],
  ),
  [
    inVault({ allowedIpRanges: ["203.0.113.7", "203.0.113.7/32"] }),
    "pin-reset:passcodeVault.allowedIpRanges[1] repeats an earlier entry",
    `${remove} "pin-reset:passcodeVault.allowedIpRanges[1]"`,
  ],
  [
    inVault({ allowedSubnetIds: ["helpdesk"] }),
    "pin-reset:passcodeVault.allowedSubnetIds[0] must be the resource ID of a subnet",
    `${set} "pin-reset:passcodeVault.allowedSubnetIds[0]" "/subscriptions/`,
  ],
  [
    inVault({ publicNetworkAccess: "no" }),
    "pin-reset:passcodeVault.publicNetworkAccess must be true or false",
    `${set} "pin-reset:passcodeVault.publicNetworkAccess" true`,
  ],
  [
    inVault({ publicNetworkAccess: false, allowedIpRanges: ["203.0.113.7"] }),
    "pin-reset:passcodeVault.allowedIpRanges has no effect while passcodeVault.publicNetworkAccess is false",
    `${remove} "pin-reset:passcodeVault.allowedIpRanges"`,
  ],
  [
    inVault({ publicNetworkAccess: false, allowedSubnetIds: [subnet] }),
    "pin-reset:passcodeVault.allowedSubnetIds has no effect",
    `${remove} "pin-reset:passcodeVault.allowedSubnetIds"`,
  ],
];

it.each(cases)("%j is one issue that names the setting and what to do", expectOneIssue);
