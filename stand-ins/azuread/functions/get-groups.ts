import { createHash } from "node:crypto";
import { z } from "zod";
import { defineFunction } from "../../../provider/define.ts";
import { type GraphClient, quoted } from "../graph/client.ts";
import { type Group, listGroups, readGroup } from "../graph/groups.ts";
import { guid } from "../guid.ts";
import { failedAt, invoking } from "./invoking.ts";

const token = "azuread:index/getGroups:getGroups";

const inputs = z
  .object({
    displayNamePrefix: z.string().min(1, "must not be empty").optional(),
    displayNames: z.array(z.string().min(1, "must not be empty")).optional(),
    ignoreMissing: z.boolean().optional(),
    mailEnabled: z.boolean().optional(),
    objectIds: z.array(guid).optional(),
    returnAll: z.boolean().optional(),
    securityEnabled: z.boolean().optional(),
  })
  .refine(
    ({ displayNamePrefix, displayNames, objectIds, returnAll }) =>
      [displayNamePrefix, displayNames, objectIds, returnAll].filter((value) => value !== undefined)
        .length === 1,
    {
      path: ["displayNames"],
      message: "one of `displayNamePrefix,displayNames,objectIds,returnAll` must be specified, and only one",
    },
  );

const outputs = z.object({
  displayNamePrefix: z.string(),
  displayNames: z.array(z.string()),
  id: z.string(),
  ignoreMissing: z.boolean().optional(),
  mailEnabled: z.boolean(),
  objectIds: z.array(z.string()),
  returnAll: z.boolean().optional(),
  securityEnabled: z.boolean(),
});

type Wanted = z.output<typeof inputs>;

/** Source: https://www.pulumi.com/registry/packages/azuread/api-docs/getgroups/ */
export const getGroups = defineFunction<typeof inputs, typeof outputs, GraphClient>({
  token,
  description: "Groups: all, or by the start of their name, by their names or by their object IDs.",
  inputs,
  outputs,
  call: ({ client, signal }, wanted) =>
    invoking(token, async () => toResult(wanted, await findGroups(client, wanted, signal))),
});

function findGroups(client: GraphClient, wanted: Wanted, signal: AbortSignal): Promise<Group[]> {
  const { displayNamePrefix: prefix, displayNames, objectIds = [] } = wanted;
  if (prefix !== undefined) {
    const filter = [`startsWith(displayName, ${quoted(prefix)})`, ...kindFilters(wanted)];
    return findSome(client, filter, `No groups found with display name prefix: "${prefix}"`, signal);
  }
  if (displayNames !== undefined) {
    return findEach(displayNames, (name) => findByName(client, name, wanted, signal));
  }
  if (wanted.returnAll !== undefined) {
    return findSome(client, kindFilters(wanted), "No groups found", signal);
  }
  return findEach(objectIds, (id) => findById(client, id, wanted, signal));
}

/** What `mailEnabled` and `securityEnabled` add to a filter; here, false asks for nothing. */
function kindFilters({ mailEnabled, securityEnabled }: Wanted): string[] {
  return [
    ...(mailEnabled ? ["mailEnabled eq true"] : []),
    ...(securityEnabled ? ["securityEnabled eq true"] : []),
  ];
}

async function findSome(
  client: GraphClient,
  filters: readonly string[],
  whenNone: string,
  signal: AbortSignal,
): Promise<Group[]> {
  const found = await listGroups(client, filters.join(" and "), signal).catch((error: unknown) => {
    throw failedAt("Could not retrieve groups", error);
  });
  if (found.length === 0) {
    throw new Error(whenNone);
  }
  return found;
}

async function findEach(
  keys: readonly string[],
  find: (key: string) => Promise<Group | undefined>,
): Promise<Group[]> {
  const found = await Promise.all(keys.map(find));
  return found.filter((group) => group !== undefined);
}

async function findByName(
  client: GraphClient,
  displayName: string,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Group | undefined> {
  const filter = [`displayName eq ${quoted(displayName)}`, ...kindFilters(wanted)].join(" and ");
  const [group, another] = await listGroups(client, filter, signal).catch((error: unknown) => {
    throw failedAt(`Retrieving groups for filter (${filter})`, error);
  });
  if (another !== undefined) {
    throw new Error(`More than one group found with display name: "${displayName}"`);
  }
  if (group === undefined && !wanted.ignoreMissing) {
    throw new Error(`No group found with display name: "${displayName}"`);
  }
  return group;
}

async function findById(
  client: GraphClient,
  objectId: string,
  { ignoreMissing }: Wanted,
  signal: AbortSignal,
): Promise<Group | undefined> {
  const group = await readGroup(client, objectId, signal).catch((error: unknown) => {
    throw failedAt(`Retrieving group with object ID: "${objectId}"`, error);
  });
  if (group === undefined && !ignoreMissing) {
    throw new Error(`No group found with object ID: "${objectId}"`);
  }
  return group;
}

function toResult(wanted: Wanted, groups: readonly Group[]): z.output<typeof outputs> {
  const displayNames = groups.map(({ displayName }) => displayName);
  const { ignoreMissing, returnAll } = wanted;
  return {
    displayNamePrefix: wanted.displayNamePrefix ?? "",
    displayNames,
    id: `groups#${createHash("sha1").update(displayNames.join("-")).digest("base64url")}`,
    ...(ignoreMissing === undefined ? {} : { ignoreMissing }),
    mailEnabled: wanted.mailEnabled ?? false,
    objectIds: groups.map(({ id }) => id),
    ...(returnAll === undefined ? {} : { returnAll }),
    securityEnabled: wanted.securityEnabled ?? false,
  };
}
