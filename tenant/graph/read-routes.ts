import type { z } from "zod";
import type { Collection, Kept } from "../collection.ts";
import type { Reply } from "../http/message.ts";
import type { GraphCall, GraphRoute } from "./call.ts";
import { directoryNotFound, intuneNotFound } from "./odata/errors.ts";
import type { ListingForm } from "./odata/listing.ts";
import { entityReply, listReply } from "./odata/replies.ts";
import { view } from "./odata/view.ts";

/** A collection that can be listed and read by id, and how it is shown. */
type Readable<State extends object> = Pick<GraphRoute<State>, "service" | "permissions" | "onlyIn"> & {
  /** Without the version: `/deviceManagement/roleScopeTags`. */
  readonly path: string;
  /** `microsoft.graph.roleScopeTag` */
  readonly type: string;
  readonly shape: Readonly<Record<string, z.ZodType>>;
  /** Left out: every property. */
  readonly filterable?: readonly string[];
  readonly of: (state: State) => Collection<Kept>;
  /** What is shown of what is kept; left out: its properties as they are. */
  readonly shown?: (call: GraphCall<State>, kept: Kept) => object;
};

/** The routes on which a collection is listed and one object of it is read. */
export function readRoutes<State extends object>(readable: Readable<State>): readonly GraphRoute<State>[] {
  const { path, type, shape, filterable, of, shown = (_call, kept) => kept, ...access } = readable;
  const form: ListingForm = {
    set: path.slice(1),
    type,
    properties: Object.keys(shape),
    ...(filterable === undefined ? {} : { filterable }),
  };
  const list = (call: GraphCall<State>): Reply => {
    const rows = of(call.core.state).list();
    return listReply(call, access.service, {
      ...form,
      rows: rows.map((kept) => view(shape, shown(call, kept))),
    });
  };
  const get = (call: GraphCall<State>): Reply => {
    const id = call.params.id ?? "";
    const kept = of(call.core.state).read(id);
    if (kept === undefined) {
      throw access.service === "intune" ? intuneNotFound(call.path) : directoryNotFound(id);
    }
    return entityReply(call, form, view(shape, shown(call, kept)));
  };
  return [
    { method: "GET", path, ...access, handle: list },
    { method: "GET", path: `${path}/{id}`, ...access, handle: get },
  ];
}
