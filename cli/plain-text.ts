import { stripVTControlCharacters } from "node:util";

/** Text from a device or a directory as it may stand on a terminal: it neither moves the cursor nor breaks a line. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}+/gu, " ");
}
