import { z } from "zod";
import { defineFunction } from "../../../provider/define.ts";
import { type GraphClient, quoted } from "../graph/client.ts";
import { type Group, listGroups, listIds, readExchangeSettings, readGroup } from "../graph/groups.ts";
import { guid } from "../guid.ts";
import { failedAt, invoking } from "./invoking.ts";

const token = "azuread:index/getGroup:getGroup";

const name = z.string().min(1, "must not be empty").optional();

const inputs = z
  .object({
    displayName: name,
    includeTransitiveMembers: z.boolean().optional(),
    mailEnabled: z.boolean().optional(),
    mailNickname: name,
    objectId: guid.optional(),
    securityEnabled: z.boolean().optional(),
  })
  .refine(
    ({ displayName, mailNickname, objectId }) =>
      [displayName, mailNickname, objectId].filter((value) => value !== undefined).length === 1,
    {
      path: ["displayName"],
      message: "one of `displayName,mailNickname,objectId` must be specified, and only one",
    },
  );

const outputs = z.object({
  assignableToRole: z.boolean(),
  autoSubscribeNewMembers: z.boolean(),
  behaviors: z.array(z.string()),
  description: z.string(),
  displayName: z.string(),
  dynamicMemberships: z.array(
    z.object({ enabled: z.boolean(), rule: z.string() }).meta({ id: "GetGroupDynamicMembership" }),
  ),
  externalSendersAllowed: z.boolean(),
  hideFromAddressLists: z.boolean(),
  hideFromOutlookClients: z.boolean(),
  id: z.string(),
  includeTransitiveMembers: z.boolean().optional(),
  mail: z.string(),
  mailEnabled: z.boolean(),
  mailNickname: z.string(),
  members: z.array(z.string()),
  objectId: z.string(),
  onpremisesDomainName: z.string(),
  onpremisesGroupType: z.string(),
  onpremisesNetbiosName: z.string(),
  onpremisesSamAccountName: z.string(),
  onpremisesSecurityIdentifier: z.string(),
  onpremisesSyncEnabled: z.boolean(),
  owners: z.array(z.string()),
  preferredLanguage: z.string(),
  provisioningOptions: z.array(z.string()),
  proxyAddresses: z.array(z.string()),
  securityEnabled: z.boolean(),
  theme: z.string(),
  types: z.array(z.string()),
  visibility: z.string(),
  writebackEnabled: z.boolean(),
});

type Wanted = z.output<typeof inputs>;

/** Source: https://www.pulumi.com/registry/packages/azuread/api-docs/getgroup/ */
export const getGroup = defineFunction<typeof inputs, typeof outputs, GraphClient>({
  token,
  description: "A group, by object ID, display name or mail nickname.",
  inputs,
  outputs,
  call: ({ client, signal }, wanted) =>
    invoking(token, async () => {
      const group = await findGroup(client, wanted, signal);
      const { includeTransitiveMembers } = wanted;
      const [exchange, members, owners] = await Promise.all([
        readExchangeSettings(client, group, signal),
        listIds(client, group.id, includeTransitiveMembers ? "transitiveMembers" : "members", signal),
        listIds(client, group.id, "owners", signal),
      ]);
      const { allowExternalSenders, ...others } = exchange;
      return {
        ...describe(group),
        ...others,
        externalSendersAllowed: allowExternalSenders,
        members,
        owners,
        ...(includeTransitiveMembers === undefined ? {} : { includeTransitiveMembers }),
      };
    }),
});

function findGroup(client: GraphClient, wanted: Wanted, signal: AbortSignal): Promise<Group> {
  const { objectId, displayName, mailNickname } = wanted;
  if (objectId !== undefined) {
    return findById(client, objectId, wanted, signal);
  }
  const filter =
    displayName === undefined
      ? `mailNickname eq ${quoted(mailNickname ?? "")}`
      : `displayName eq ${quoted(displayName)}`;
  return findByFilter(client, [filter, ...kindFilters(wanted)].join(" and "), signal);
}

/** What `mailEnabled` and `securityEnabled` add to a filter. */
function kindFilters({ mailEnabled, securityEnabled }: Wanted): string[] {
  return [
    ...(mailEnabled === undefined ? [] : [`mailEnabled eq ${mailEnabled}`]),
    ...(securityEnabled === undefined ? [] : [`securityEnabled eq ${securityEnabled}`]),
  ];
}

async function findByFilter(client: GraphClient, filter: string, signal: AbortSignal): Promise<Group> {
  const found = await listGroups(client, filter, signal).catch((error: unknown) => {
    throw failedAt(`Retrieving groups for filter (${filter})`, error);
  });
  const [group, another] = found;
  if (group === undefined) {
    throw new Error(`No group found matching specified filter (${filter})`);
  }
  if (another !== undefined) {
    throw new Error(`More than one group found matching specified filter (${filter})`);
  }
  return group;
}

async function findById(
  client: GraphClient,
  objectId: string,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Group> {
  const group = await readGroup(client, objectId, signal).catch((error: unknown) => {
    throw failedAt(`Retrieving group with object ID: "${objectId}"`, error);
  });
  if (group === undefined) {
    throw new Error(`No group found with object ID: "${objectId}"`);
  }
  const { mailEnabled = group.mailEnabled, securityEnabled = group.securityEnabled } = wanted;
  if (mailEnabled !== group.mailEnabled) {
    throw otherKind(group, "mail_enabled", mailEnabled);
  }
  if (securityEnabled !== group.securityEnabled) {
    throw otherKind(group, "security_enabled", securityEnabled);
  }
  return group;
}

function otherKind({ id }: Group, setting: string, expected: boolean): Error {
  return new Error(
    `Group with object ID "${id}" does not have the specified ${setting} setting ` +
      `(expected: ${expected}, actual: ${!expected})`,
  );
}

/** All that a group says of itself; writing back to an own directory is told in beta alone, and counts as off. */
function describe(group: Group) {
  const { membershipRule: rule } = group;
  const enabled = group.membershipRuleProcessingState !== "Paused";
  return {
    assignableToRole: group.isAssignableToRole,
    behaviors: group.resourceBehaviorOptions,
    description: group.description,
    displayName: group.displayName,
    dynamicMemberships: rule === "" ? [] : [{ enabled, rule }],
    id: `/groups/${group.id}`,
    mail: group.mail,
    mailEnabled: group.mailEnabled,
    mailNickname: group.mailNickname,
    objectId: group.id,
    onpremisesDomainName: group.onPremisesDomainName,
    onpremisesGroupType: "",
    onpremisesNetbiosName: group.onPremisesNetBiosName,
    onpremisesSamAccountName: group.onPremisesSamAccountName,
    onpremisesSecurityIdentifier: group.onPremisesSecurityIdentifier,
    onpremisesSyncEnabled: group.onPremisesSyncEnabled,
    preferredLanguage: group.preferredLanguage,
    provisioningOptions: group.resourceProvisioningOptions,
    proxyAddresses: group.proxyAddresses,
    securityEnabled: group.securityEnabled,
    theme: group.theme,
    types: group.groupTypes,
    visibility: group.visibility,
    writebackEnabled: false,
  };
}
