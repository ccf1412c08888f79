import { setImmediate as nextTurn } from "node:timers/promises";
import type { Graph, GraphVersion } from "../../graph/client.ts";

/**
 * Graph whose reads that begin together are all of one version: v1.0, or beta where one of them needs it. A `$batch` is of
 * one version, and beta has all that v1.0 has.
 * Source: https://learn.microsoft.com/graph/json-batching
 */
export function inOneVersion(graph: Graph): Graph {
  let together: Promise<GraphVersion> | undefined;
  let needed: GraphVersion = "v1.0";
  const versionOf = (asked: GraphVersion) => {
    needed = asked === "beta" ? "beta" : needed;
    together ??= nextTurn().then(() => {
      const chosen = needed;
      together = undefined;
      needed = "v1.0";
      return chosen;
    });
    return together;
  };
  return {
    ...graph,
    // The page that a link leads to is of the version that returned the link.
    read: async (request) =>
      graph.read(
        request.path.startsWith("/") ? { ...request, version: await versionOf(request.version) } : request,
      ),
  };
}
