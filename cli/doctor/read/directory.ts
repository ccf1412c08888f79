import { z } from "zod";
import { unlessNotFound } from "../../../graph/not-found.ts";
import { isEqual, where } from "../../../graph/odata.ts";
import { listMatching } from "../../graph-list.ts";
import type { Grant, Group, Member } from "../facts.ts";
import type { Reader } from "./principals.ts";

const grantSchema = z.looseObject({
  clientId: z.string(),
  resourceId: z.string(),
  consentType: z.string(),
  scope: z.string().nullish(),
});

/**
 * The grants of principals on others, by their object ids. Raises GraphError and CredentialError.
 * Source: https://learn.microsoft.com/graph/api/oauth2permissiongrant-list
 */
export async function readGrants(reader: Reader, principalIds: readonly string[]): Promise<Grant[]> {
  const pages = principalIds.map(async (id) => {
    const found = await listMatching(
      reader,
      `/oauth2PermissionGrants?${where(isEqual("clientId", id))}`,
      grantSchema,
    );
    return found.filter(({ clientId }) => clientId === id);
  });
  return (await Promise.all(pages)).flat().map(({ clientId, resourceId, consentType, scope }) => ({
    clientId,
    resourceId,
    consentType,
    scopes: (scope ?? "").split(" ").filter(Boolean),
  }));
}

const groupSchema = z.looseObject({
  id: z.string(),
  displayName: z.string().nullish(),
  membershipRule: z.string().nullish(),
});

const memberSchema = z.looseObject({
  id: z.string(),
  displayName: z.string().nullish(),
  "@odata.type": z.string().optional(),
  operatingSystem: z.string().nullish(),
  deviceId: z.string().nullish(),
});

/**
 * Groups by their ids, with all that is in them; undefined for one that does not exist. Raises GraphError,
 * CredentialError, ZodError.
 * Source: https://learn.microsoft.com/graph/api/group-list-transitivemembers
 */
export async function readGroups(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, Group | undefined>> {
  const found = ids.map(async (id) => [id, await unlessNotFound(readGroup(reader, id))] as const);
  return new Map(await Promise.all(found));
}

async function readGroup(reader: Reader, id: string): Promise<Group> {
  const { graph, signal } = reader;
  const path = `/groups/${encodeURIComponent(id)}`;
  const [group, members] = await Promise.all([
    graph.read({ version: "v1.0", path: `${path}?$select=id,displayName,membershipRule`, signal }),
    listMatching(reader, `${path}/transitiveMembers?$top=999`, memberSchema),
  ]);
  const { displayName, membershipRule } = groupSchema.parse(group);
  return {
    id,
    displayName: displayName ?? id,
    members: members.filter(isNoGroup).map(memberOf),
    ...(membershipRule ? { membershipRule } : {}),
  };
}

type ReadMember = z.output<typeof memberSchema>;

function isNoGroup(member: ReadMember): boolean {
  return member["@odata.type"] !== "#microsoft.graph.group";
}

function memberOf(member: ReadMember): Member {
  const type = member["@odata.type"]?.replace("#microsoft.graph.", "");
  return {
    id: member.id,
    name: member.displayName ?? member.id,
    type: type === "user" || type === "device" ? type : "other",
    operatingSystem: member.operatingSystem ?? undefined,
    deviceId: member.deviceId?.toLowerCase(),
  };
}
