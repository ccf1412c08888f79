import type { Graph } from "../../graph/client.ts";
import { where } from "../../graph/odata.ts";
import { listItems } from "../graph-list.ts";
import { type Device, deviceSchema, deviceSelect } from "./device.ts";

/**
 * The managed devices, page by page as Graph gives them. `filter` is an OData condition; Intune ignores what it
 * does not know, and then returns every device: the caller compares again.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-manageddevice-list?view=graph-rest-beta
 *
 * @throws GraphError, CredentialError.
 */
export function listDevices(
  graph: Graph,
  { signal, filter }: { signal: AbortSignal; filter?: string },
): AsyncIterable<Device> {
  const condition = filter === undefined ? "" : `&${where(filter)}`;
  const path = `/deviceManagement/managedDevices?${deviceSelect}${condition}`;
  return listItems(graph, { version: "beta", path, item: deviceSchema, signal });
}
