import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { z } from "zod";
import type { Context } from "../context.ts";
import type { Change } from "./changes.ts";
import { targetChanges } from "./targets.ts";
import { valueAt } from "./values.ts";

/** What groups and assignment filters are called, by their ids. */
export type Names = ReadonlyMap<string, string>;

const named = z.looseObject({ displayName: z.string() });

/**
 * The names of the groups and filters that changes speak of. What Graph does not have any more, or may not be asked for, has the name
 * of the last update, and else none.
 *
 * @throws Error where the command is interrupted.
 */
export async function namesOf(
  { graph, signal }: Pick<Context, "signal"> & { readonly graph: Pick<Context["graph"], "read"> },
  changes: readonly Change[],
  events: readonly EngineEvent[],
): Promise<Names> {
  const targets = changes.flatMap(({ targets }) =>
    targets
      ? targetChanges(targets).flatMap(({ target, declared }) => (declared ? [target, declared] : [target]))
      : [],
  );
  const groups = new Set(targets.flatMap(({ groupId }) => groupId ?? []));
  const filters = new Set(targets.flatMap(({ filterId }) => filterId ?? []));
  const nameAt = async (id: string, version: "v1.0" | "beta", path: string) => {
    try {
      return [[id, named.parse(await graph.read({ version, path, signal })).displayName] as const];
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      return [];
    }
  };
  // Reads that begin together travel as one batch.
  const read = await Promise.all([
    ...[...groups].map((id) => nameAt(id, "v1.0", `/groups/${encodeURIComponent(id)}?$select=displayName`)),
    ...[...filters].map((id) =>
      nameAt(id, "beta", `/deviceManagement/assignmentFilters/${encodeURIComponent(id)}?$select=displayName`),
    ),
  ]);
  return new Map([...deployedNames(events), ...read.flat()]);
}

/** The names of groups as the component `ProfileAssignments` has put them out. */
function deployedNames(events: readonly EngineEvent[]): (readonly [string, string])[] {
  return events.flatMap(({ resourcePreEvent, resOutputsEvent }) => {
    const step = resourcePreEvent?.metadata ?? resOutputsEvent?.metadata;
    const assignedTo = valueAt(step?.old?.outputs, ["assignedTo"]);
    return Array.isArray(assignedTo) ? assignedTo.flatMap(nameIn) : [];
  });
}

function nameIn(target: unknown): (readonly [string, string])[] {
  const [id, name] = [valueAt(target, ["groupId"]), valueAt(target, ["groupName"])];
  return typeof id === "string" && typeof name === "string" ? [[id, name]] : [];
}
