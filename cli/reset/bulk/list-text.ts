import { badList } from "./bad-list.ts";

/** The text of a list, and what is to be said of how it was read. */
export type ListText = { readonly text: string; readonly notes: readonly string[] };

/**
 * The text of a CSV file as spreadsheets, PowerShell and portals write it: UTF-8, UTF-16 of either byte order, else
 * Windows-1252, which Excel writes where UTF-8 is not asked for. Throws CommandError `badList` where it is no text.
 * Source: https://encoding.spec.whatwg.org/#names-and-labels
 */
export function textOf(file: Buffer): ListText {
  const kind = otherFormats.find(({ begin }) => file.subarray(0, begin.length).equals(begin));
  if (kind !== undefined) {
    throw badList([kind.what], kind.hint);
  }
  const encoding = unicodeOf(file);
  const unicode = decoded(file, encoding);
  if (unicode !== undefined) {
    if (unicode.includes("\0")) {
      throw badList(["It is no text: it has null bytes."]);
    }
    return { text: unicode, notes: [] };
  }
  const text = new TextDecoder("windows-1252").decode(file);
  // Windows-1252 has no sign for these bytes: https://encoding.spec.whatwg.org/index-windows-1252.txt
  if (encoding !== "utf-8" || text.includes("\0") || /[\u0081\u008d\u008f\u0090\u009d]/.test(text)) {
    throw badList(["It is text of no encoding that is known here."], saveAsCsv);
  }
  return {
    text,
    notes: [
      "The list is not UTF-8; it is read as Windows-1252. Where that garbles names, save it as CSV UTF-8.",
    ],
  };
}

const saveAsCsv = "In Excel: File > Save As, and the type CSV UTF-8 (Comma delimited).";

const otherFormats = [
  {
    begin: Buffer.from("PK\u0003\u0004", "latin1"),
    what: "It is no CSV file but an Excel workbook (.xlsx) or another zip archive.",
    hint: `${saveAsCsv}\nAn export of the Intune admin center is a zip archive: unpack it, and give the CSV file in it.`,
  },
  {
    begin: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
    what: "It is no CSV file but an Excel workbook (.xls).",
    hint: saveAsCsv,
  },
];

type Unicode = "utf-8" | "utf-16le" | "utf-16be";

/** By the byte order mark; without one by the zero byte that UTF-16 has beside the ASCII letter that a header begins with. */
function unicodeOf(file: Buffer): Unicode {
  const [first, second] = file;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) {
    return "utf-16le";
  }
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) {
    return "utf-16be";
  }
  return "utf-8";
}

function decoded(file: Buffer, encoding: Unicode): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(file);
  } catch (error) {
    if (error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
}
