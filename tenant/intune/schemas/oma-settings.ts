import { z } from "zod";
import type { Version } from "../../graph/edm.ts";
import { binary, instant, int32, single, text } from "../../graph/edm.ts";

const base = { displayName: z.string().min(1), description: text, omaUri: z.string().min(1) };

const values = {
  omaSettingBase64: { value: binary, fileName: text },
  omaSettingBoolean: { value: z.boolean() },
  omaSettingDateTime: { value: instant },
  omaSettingFloatingPoint: { value: single },
  omaSettingInteger: { value: int32 },
  omaSettingString: { value: z.string() },
  omaSettingStringXml: { value: binary, fileName: text },
} as const;

const betaBase = { isEncrypted: z.boolean(), secretReferenceValueId: text };
const betaInteger = { isReadOnly: z.boolean() };

/** The names of Graph's seven OMA setting types. */
export type OmaSettingType = keyof typeof values;

/** All seven, in alphabetical order. */
export const omaSettingTypes = Object.keys(values) as OmaSettingType[];

/** The types whose value Intune stores obscured and shows as a mask. */
export const encryptedTypes: ReadonlySet<OmaSettingType> = new Set([
  "omaSettingBase64",
  "omaSettingString",
  "omaSettingStringXml",
]);

/** What Intune shows instead of a value that it keeps encrypted: for XML, the base64 of `<a/>`. */
export function maskOf(type: OmaSettingType | undefined): string {
  return type === "omaSettingStringXml" ? "PGEvPg==" : "****";
}

/** Every property a type has in a version. Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-omasetting */
export function omaSettingShape(type: OmaSettingType, version: Version): Record<string, z.ZodType> {
  return {
    ...base,
    ...values[type],
    ...(version === "beta" ? betaBase : {}),
    ...(version === "beta" && type === "omaSettingInteger" ? betaInteger : {}),
  };
}

const optionalProperties = ["description", "fileName", "isEncrypted", "secretReferenceValueId", "isReadOnly"];

/** What may be written of a type in a version: the value and both names are needed, the rest is optional. */
export function omaSettingBody(type: OmaSettingType, version: Version): z.ZodType<Record<string, unknown>> {
  const shape = Object.entries(omaSettingShape(type, version)).map(([name, schema]) => [
    name,
    optionalProperties.includes(name) ? schema.optional() : schema,
  ]);
  return z.strictObject({ "@odata.type": z.string(), ...Object.fromEntries(shape) });
}

/** An OMA setting as kept: with its value in the clear. */
export type OmaSetting = {
  readonly "@odata.type": string;
  readonly displayName: string;
  readonly description: string | null;
  readonly omaUri: string;
  readonly value: boolean | number | string;
  readonly fileName?: string | null;
  readonly isReadOnly?: boolean;
  readonly isEncrypted: boolean;
  readonly secretReferenceValueId: string | null;
};
