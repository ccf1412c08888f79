/**
 * What a person typed or pasted for a device or a user: `bare` is what they meant, `forms` what Graph may have it as, the
 * most likely first.
 */
export type TypedName = { readonly bare: string; readonly forms: readonly string[] };

/**
 * Reads what was typed or pasted. Chats, mails and spreadsheets put quotes around a name, make quotes curly and blanks
 * non-breaking, and add characters that are not seen. A phone's own name has a curly apostrophe more often than not
 * (`Mia’s iPhone`), and a keyboard has none.
 *
 * @example
 * typedName("“PHONE-01”").bare; // PHONE-01
 */
export function typedName(text: string): TypedName {
  const bare = unquoted(straight(text.replace(/\p{Cf}/gu, "")).trim());
  const forms = [bare, text, bare.replaceAll("'", "’")].filter((form) => form.trim() !== "");
  return { bare, forms: [...new Set(forms)] };
}

/** Whether a name of Graph's is the one that was typed, in any case and with any kind of quotes and blanks. */
export function isTyped(known: string, { bare, forms }: TypedName): boolean {
  const name = known.toLowerCase();
  return name !== "" && [bare, ...forms].some((form) => [name, straight(name)].includes(form.toLowerCase()));
}

/** Whether it looks like a user's sign-in name. */
export function looksLikeUser({ bare }: TypedName): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(bare);
}

/** Curly quotes as straight ones, and every kind of blank as a plain one. */
export function straight(text: string): string {
  return text
    .replace(/[‘’‚‛ʼ′]/gu, "'")
    .replace(/[“”„‟″]/gu, '"')
    .replace(/[\p{Zs}\t\r\n]/gu, " ");
}

function unquoted(text: string): string {
  const inner = /^(?:"(.*)"|'(.*)'|«(.*)»|`(.*)`)$/u.exec(text)?.slice(1).find(Boolean)?.trim();
  return inner === undefined ? text.replace(/^"+|"+$/g, "") : unquoted(inner);
}
