import { z } from "zod";
import { asPage } from "../../graph/pages.ts";
import { defineFunction } from "../../provider/define.ts";
import type { CallContext } from "../../provider/resource.ts";
import type { IntuneClient } from "../client.ts";

const inputs = z.strictObject({ groupId: z.guid().describe("The group's object id.") });

const outputs = z.strictObject({
  types: z.array(z.string()).describe("The types of its first 999 members, as in `user` and `device`."),
});

const member = z.looseObject({ "@odata.type": z.string() });

/**
 * What kinds of members a group has, directly and through groups in it, by its first page of members: to read all of
 * a large group would take a request for each 999.
 * Source: https://learn.microsoft.com/graph/api/group-list-transitivemembers
 */
export const getGroupMemberTypes = defineFunction({
  token: "intune:index:getGroupMemberTypes",
  description:
    "Which types of members a group has (Graph: group, transitiveMembers), by the first 999 of them.",
  inputs,
  outputs,
  async call({ client, signal }: CallContext<IntuneClient>, { groupId }) {
    const path = `/groups/${groupId}/transitiveMembers?$select=id&$top=999`;
    const { value } = asPage({ path, body: await client.graph.read({ version: "v1.0", path, signal }) });
    const types = value.flatMap((item) => member.safeParse(item).data?.["@odata.type"] ?? []);
    const names = types.map((type) => type.replace("#microsoft.graph.", ""));
    return { types: [...new Set(names)].filter((type) => type !== "group").sort() };
  },
});
