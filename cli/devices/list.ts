import { z } from "zod";
import type { Graph } from "../../graph/client.ts";
import { answerAs } from "../answer.ts";
import { type Device, deviceSchema, deviceSelect } from "./device.ts";

const page = z.looseObject({
  value: z.array(deviceSchema),
  "@odata.nextLink": z.string().optional(),
});

/**
 * The managed devices, page by page as Graph gives them. `filter` is an OData condition; Intune ignores what it
 * does not know, and then answers with every device: whoever filters must look again. Raises GraphError and
 * CredentialError.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-manageddevice-list?view=graph-rest-beta
 */
export async function* listDevices(
  graph: Graph,
  { signal, filter }: { signal: AbortSignal; filter?: string },
): AsyncIterable<Device> {
  const condition = filter === undefined ? "" : `&$filter=${encodeURIComponent(filter)}`;
  let path: string | undefined = `/deviceManagement/managedDevices?${deviceSelect}${condition}`;
  while (path !== undefined) {
    const answer: z.output<typeof page> = answerAs(
      page,
      await graph.read({ version: "beta", path, signal }),
      path,
    );
    yield* answer.value;
    path = answer["@odata.nextLink"];
  }
}

/** A text as a literal of an OData condition. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
