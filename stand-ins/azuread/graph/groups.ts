import { z } from "zod";
import { type GraphClient, unlessMissing } from "./client.ts";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

const group = z.object({
  description: text,
  displayName: text,
  groupTypes: texts,
  id: z.string(),
  isAssignableToRole: flag,
  mail: text,
  mailEnabled: flag,
  mailNickname: text,
  membershipRule: text,
  membershipRuleProcessingState: text,
  onPremisesDomainName: text,
  onPremisesNetBiosName: text,
  onPremisesSamAccountName: text,
  onPremisesSecurityIdentifier: text,
  onPremisesSyncEnabled: flag,
  preferredLanguage: text,
  proxyAddresses: texts,
  resourceBehaviorOptions: texts,
  resourceProvisioningOptions: texts,
  securityEnabled: flag,
  theme: text,
  visibility: text,
});

/** A group as far as the plugin knows one; what Graph gives as null is empty. */
export type Group = z.output<typeof group>;

const exchangeSettings = z.object({
  allowExternalSenders: flag,
  autoSubscribeNewMembers: flag,
  hideFromAddressLists: flag,
  hideFromOutlookClients: flag,
});

/** What only a Microsoft 365 group has, and Graph returns only where it is asked for. */
export type ExchangeSettings = z.output<typeof exchangeSettings>;

const path = "/groups";

/** The group of that object id; undefined where there is none. */
export async function readGroup(
  graph: GraphClient,
  objectId: string,
  signal: AbortSignal,
): Promise<Group | undefined> {
  const result = await unlessMissing(graph.send("GET", pathOf(objectId), signal));
  return result === undefined ? undefined : group.parse(result);
}

/** The groups that an OData filter lets through; all of them for an empty one. */
export async function listGroups(graph: GraphClient, filter: string, signal: AbortSignal): Promise<Group[]> {
  return graph.list(filter === "" ? path : `${path}?$filter=${encodeURIComponent(filter)}`, group, signal);
}

/** What Exchange keeps of a group; all false for one that is no Microsoft 365 group. */
export async function readExchangeSettings(
  graph: GraphClient,
  { id, groupTypes }: Group,
  signal: AbortSignal,
): Promise<ExchangeSettings> {
  if (!groupTypes.includes("Unified")) {
    return exchangeSettings.parse({});
  }
  const select = Object.keys(exchangeSettings.shape).join(",");
  return exchangeSettings.parse(await graph.send("GET", `${pathOf(id)}?$select=${select}`, signal));
}

/** Object ids of those who have that relation to a group. */
export async function listIds(
  graph: GraphClient,
  objectId: string,
  relation: "members" | "transitiveMembers" | "owners",
  signal: AbortSignal,
): Promise<string[]> {
  const objects = await graph.list(`${pathOf(objectId)}/${relation}`, z.object({ id: z.string() }), signal);
  return objects.map(({ id }) => id);
}

function pathOf(objectId: string): string {
  return `${path}/${encodeURIComponent(objectId)}`;
}
