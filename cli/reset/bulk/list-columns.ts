import { allColumns } from "../../devices/columns.ts";

/** What may say which device a row means, the most specific first. */
export const keyColumns = ["id", "serialNumber", "device", "user"] as const;

export type KeyColumn = (typeof keyColumns)[number];

/** What a column of a list says; undefined where it is not used. */
export type ColumnMeaning = KeyColumn | undefined;

/**
 * What each name of a header means; case, blanks and punctuation do not matter. The Intune admin center's export has
 * `Device ID`, `Device name`, `Serial number` and `Primary user UPN`; its `Azure AD Device ID` is another id.
 */
export function meaningsOf(header: readonly string[]): ColumnMeaning[] {
  return header.map((name) => meanings.get(bare(name)));
}

/** The names of a header that say nothing here, but for those that `pin-reset devices --output csv` writes. */
export function unusedColumns(header: readonly string[]): string[] {
  return header.filter((name) => bare(name) !== "" && !meanings.has(bare(name)) && !ours.has(bare(name)));
}

/** What is wrong with a header: two columns of one meaning, or none that says which device is meant. */
export function headerIssues(header: readonly string[]): string[] {
  const columns = meaningsOf(header);
  const doubled = keyColumns.flatMap((key) => {
    const names = header.filter((_name, index) => columns[index] === key);
    const quoted = names.map((name) => `"${name}"`).join(" and ");
    return names.length > 1 ? [`the columns ${quoted} both say the ${inWords[key]}: leave one out.`] : [];
  });
  const isKnown = columns.some((column) => column !== undefined);
  const names = header.slice(0, shown).map((name) => `"${name}"`);
  const more = header.length > shown ? ` and ${header.length - shown} more` : "";
  return isKnown
    ? doubled
    : [...doubled, `no column says which device is meant; there are ${names.join(", ")}${more}.`];
}

const shown = 10;

const inWords: Record<KeyColumn, string> = {
  id: "id",
  serialNumber: "serial number",
  device: "name of the device",
  user: "user",
};

function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

const meanings = new Map<string, KeyColumn>([
  ["id", "id"],
  ["deviceid", "id"],
  ["intunedeviceid", "id"],
  ["manageddeviceid", "id"],
  ["serialnumber", "serialNumber"],
  ["deviceserialnumber", "serialNumber"],
  ["device", "device"],
  ["name", "device"],
  ["devicename", "device"],
  ["user", "user"],
  ["upn", "user"],
  ["userprincipalname", "user"],
  ["primaryuserupn", "user"],
]);

const ours = new Set(allColumns.map(({ key }) => bare(key)));
