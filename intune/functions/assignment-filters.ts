import { z } from "zod";
import { isEqual, where } from "../../graph/odata.ts";
import { readPermission } from "../../graph/permissions.ts";
import { defineFunction } from "../../provider/define.ts";
import type { CallContext } from "../../provider/resource.ts";
import { type IntuneClient, readAllBatched } from "../client.ts";
import { type GraphEntity, isGraphEntity, textOf } from "../graph-object.ts";
import { parseEntity } from "../policies.ts";
import { one } from "./one-object.ts";

const collection = "/deviceManagement/assignmentFilters";

const select = "$select=id,displayName,description,platform,rule";

/**
 * An assignment filter, which Graph has in beta alone.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-policyset-deviceandappmanagementassignmentfilter
 */
export const getAssignmentFilter = defineFunction({
  token: "intune:index:getAssignmentFilter",
  description: `An assignment filter, by its ID or its name. It needs ${readPermission("read assignment filters")}.`,
  inputs: z.strictObject({
    id: z.string().optional().describe("The filter's ID."),
    displayName: z.string().optional().describe("The filter's name, without regard to case."),
  }),
  outputs: z.strictObject({
    id: z.string().describe("The filter's ID."),
    displayName: z.string().describe("The filter's name."),
    description: z.string().describe("The filter's description; empty where it has none."),
    platform: z.string().describe("The platform that it is for, as windows10AndLater."),
    rule: z.string().describe("The rule that devices must fit."),
  }),
  call: ({ client, signal }: CallContext<IntuneClient>, { id, displayName }) =>
    one({
      what: "assignment filter",
      by: { id, displayName },
      named: (filter) => filter.displayName,
      read: async (wanted) => {
        const path = `${collection}/${encodeURIComponent(wanted)}?${select}`;
        const found = await client.graph.read({ version: "beta", path, signal });
        return filterOf(parseEntity("assignment filter", found, path));
      },
      list: async (name) => {
        const path = `${collection}?${where(isEqual("displayName", name))}&${select}`;
        return (await readAllBatched(client, "beta", path, signal)).filter(isGraphEntity).map(filterOf);
      },
    }),
});

function filterOf(filter: GraphEntity) {
  return {
    id: filter.id,
    displayName: textOf(filter, "displayName"),
    description: textOf(filter, "description"),
    platform: textOf(filter, "platform"),
    rule: textOf(filter, "rule"),
  };
}
