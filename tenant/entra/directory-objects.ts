import { z } from "zod";
import type { GraphCall, GraphRoute } from "../graph/call.ts";
import { readBody } from "../graph/odata/body.ts";
import { directoryNotFound } from "../graph/odata/errors.ts";
import { entityReply } from "../graph/odata/listing.ts";
import type { Reply } from "../http/message.ts";
import { directoryObjectView } from "./principal-form.ts";

const permissions = [
  "Directory.Read.All",
  "Directory.ReadWrite.All",
  "Application.Read.All",
  "Application.ReadWrite.All",
];

/** Source: https://learn.microsoft.com/graph/api/resources/directoryobject */
export const directoryObjectRoutes: readonly GraphRoute[] = [
  { method: "POST", path: "/directoryObjects/getByIds", service: "directory", permissions, handle: getByIds },
  { method: "GET", path: "/directoryObjects/{id}", service: "directory", permissions, handle: get },
];

const body = z.strictObject({
  ids: z.array(z.guid()).min(1).max(1000),
  types: z.array(z.string()).optional(),
});

/** Ids that name nothing are left out of the answer. */
function getByIds(call: GraphCall): Reply {
  const { ids, types } = readBody(body, call.body, "microsoft.graph.getByIds");
  const found = ids
    .map((id) => directoryObjectView(call, id.toLowerCase()))
    .filter((row) => row !== undefined);
  const isWanted = (row: Record<string, unknown>): boolean =>
    types === undefined || types.some((type) => row["@odata.type"] === `#microsoft.graph.${type}`);
  return {
    status: 200,
    body: {
      "@odata.context": `${call.core.origin}/${call.version}/$metadata#directoryObjects`,
      value: found.filter(isWanted),
    },
  };
}

function get(call: GraphCall): Reply {
  const id = call.params.id ?? "";
  const found = directoryObjectView(call, id.toLowerCase());
  if (found === undefined) {
    throw directoryNotFound(id);
  }
  const properties = Object.keys(found);
  return entityReply(
    call,
    { set: "directoryObjects", type: "microsoft.graph.directoryObject", properties },
    found,
  );
}
