const jsonWebToken = /\beyJ[\w-]{6,}(\.[\w-]+){1,4}/g;

/** `text` with each of `secrets`, and anything that looks like a token, made unreadable. */
export function redact(text: string, secrets: readonly (string | undefined)[] = []): string {
  const known = secrets.filter((secret) => secret !== undefined && secret !== "");
  return known
    .reduce<string>((rest, secret) => rest.replaceAll(String(secret), "****"), text)
    .replace(jsonWebToken, "****");
}
