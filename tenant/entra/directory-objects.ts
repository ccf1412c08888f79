import { z } from "zod";
import { readBody } from "../graph/odata/body.ts";
import { directoryNotFound } from "../graph/odata/errors.ts";
import { entityReply } from "../graph/odata/replies.ts";
import type { Reply } from "../http/message.ts";
import { directoryObjectView } from "./principal-form.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

const permissions = [
  "Directory.Read.All",
  "Directory.ReadWrite.All",
  "Application.Read.All",
  "Application.ReadWrite.All",
];

/** Source: https://learn.microsoft.com/graph/api/resources/directoryobject */
export const directoryObjectRoutes: readonly DirectoryRoute[] = [
  { method: "POST", path: "/directoryObjects/getByIds", service: "directory", permissions, handle: getByIds },
  { method: "GET", path: "/directoryObjects/{id}", service: "directory", permissions, handle: get },
];

const body = z.strictObject({
  ids: z.array(z.guid()).min(1).max(1000),
  types: z.array(z.string()).optional(),
});

/** Ids that name nothing are left out of the response. */
function getByIds(call: DirectoryCall): Reply {
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

function get(call: DirectoryCall): Reply {
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
