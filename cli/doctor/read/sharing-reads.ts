import type { Graph } from "../../../graph/client.ts";

/** Graph, of which a list that several facts come from is asked once: reads of one path share the response. */
export function sharingReads(graph: Graph): Graph {
  const asked = new Map<string, Promise<unknown>>();
  return {
    send: (request) => graph.send(request),
    change: (request) => graph.change(request),
    cloud: () => graph.cloud(),
    tenantId: (signal) => graph.tenantId(signal),
    read: (request) => {
      const key = `${request.version} ${request.path}`;
      const response = asked.get(key) ?? graph.read(request);
      asked.set(key, response);
      return response;
    },
  };
}
