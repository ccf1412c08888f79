import type { Graph } from "../../../graph/client.ts";

/** Graph that takes no notice of any `$filter`, as Intune does of those that it does not know. */
export function ignoringFilters(graph: Graph): Graph {
  return {
    ...graph,
    read: (request) => {
      const [path = "", query = ""] = request.path.split("?");
      const kept = query.split("&").filter((option) => !option.startsWith("$filter="));
      return graph.read({ ...request, path: `${path}?${kept.join("&")}` });
    },
  };
}
