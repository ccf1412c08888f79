/** The settings of one namespace by their own key: of `pin-reset`, `assignments` for `pin-reset:assignments`. */
export function settingsIn(
  namespace: string,
  settings: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}
