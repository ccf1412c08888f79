/** Something that is served at a method and a path pattern, such as `/groups/{id}/members`. */
export type Routed = { readonly method: string; readonly path: string };

/** What a router finds: the route and the values of its `{names}`; or that only the method is wrong. */
export type Match<R extends Routed> =
  | { readonly kind: "found"; readonly route: R; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: "wrongMethod" }
  | { readonly kind: "unknown" };

/** Finds the first route of `routes` that fits a method and a path. Paths are told apart without regard to case, as in Graph. */
export function createRouter<R extends Routed>(
  routes: readonly R[],
): (method: string, path: string) => Match<R> {
  const table = routes.map((route) => ({ route, ...compile(route.path) }));
  return (method, path) => {
    let pathKnown = false;
    for (const { route, pattern, names } of table) {
      const found = pattern.exec(path);
      if (found === null) {
        continue;
      }
      if (route.method === method) {
        return { kind: "found", route, params: paramsOf(names, found) };
      }
      pathKnown = true;
    }
    return { kind: pathKnown ? "wrongMethod" : "unknown" };
  };
}

function compile(path: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = path
    .split(/(\{\w+\})/)
    .map((part) => {
      if (!/^\{\w+\}$/.test(part)) {
        return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      }
      names.push(part.slice(1, -1));
      return "([^/()]+)";
    })
    .join("");
  return { pattern: new RegExp(`^${source}/?$`, "i"), names };
}

function paramsOf(names: readonly string[], found: RegExpExecArray): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, decodeSegment(found[index + 1] ?? "")]));
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
