/** An id: a path such as `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}` with its names replaced. */
export function fillPath(path: string, values: Readonly<Record<string, unknown>>): string {
  const id = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
  // A scope is an id itself, which may be given without its slash.
  return id.replace(/^\/*/, "/");
}

/**
 * The values of a path's names in an id, without regard to case; undefined where the id is not of that form. The
 * value of `{scope}` is an id itself.
 */
export function parsePath(path: string, id: string): Record<string, string> | undefined {
  const source = path.replaceAll(/[.]/g, "\\.").replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    return name === "scope" ? "(?<scope>.+)" : `(?<${name}>[^/]+)`;
  });
  const found = new RegExp(`^${source}$`, "i").exec(id);
  return found === null ? undefined : { ...found.groups };
}
