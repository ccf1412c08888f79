import { z } from "zod";

/** The seven kinds of OMA setting, by the last part of Graph's type name (`omaSettingBoolean` ...). */
export const omaTypes = [
  "Boolean",
  "Integer",
  "String",
  "StringXml",
  "Base64",
  "DateTime",
  "FloatingPoint",
] as const;

export type OmaType = (typeof omaTypes)[number];

export type OmaValue = boolean | number | string;

/** The kinds whose values Intune keeps encrypted and answers as a mask. */
export const encryptedTypes: ReadonlySet<OmaType> = new Set(["String", "StringXml", "Base64"]);

/** The kinds whose values may carry the name of the file that they came from. */
export const fileTypes: ReadonlySet<OmaType> = new Set(["StringXml", "Base64"]);

/** What Graph answers in place of an encrypted value. */
export const mask = "****";

/** A value in canonical form, or what is wrong with it; the fault does not repeat the value. */
export type CanonicalValue = { readonly value: OmaValue } | { readonly fault: string };

/**
 * The canonical form of an OMA value: the native TypeScript type, in the form in which Graph answers it
 * (integers without leading zeros, single precision, UTC date-times without trailing zeros, padded base64).
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-omasetting
 */
export function canonicalValue(type: OmaType, value: OmaValue): CanonicalValue {
  if (value === mask) {
    return { fault: `must not be ${mask}: that is the mask which Graph shows; give the real value` };
  }
  return canonicalForms[type](value);
}

const canonicalForms: Record<OmaType, (value: OmaValue) => CanonicalValue> = {
  Boolean: canonicalBoolean,
  Integer: canonicalInteger,
  FloatingPoint: canonicalFloatingPoint,
  DateTime: canonicalDateTime,
  Base64: canonicalBase64,
  String: canonicalText,
  StringXml: canonicalText,
};

function canonicalBoolean(value: OmaValue): CanonicalValue {
  if (value === true || value === "true") return { value: true };
  if (value === false || value === "false") return { value: false };
  return { fault: "must be true or false, since type is Boolean" };
}

function canonicalInteger(value: OmaValue): CanonicalValue {
  const number = typeof value === "string" && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  const inRange = typeof number === "number" && Number.isInteger(number) && number === (number | 0);
  if (!inRange) {
    return { fault: "must be a whole number from -2147483648 to 2147483647, since type is Integer" };
  }
  return { value: number + 0 };
}

function canonicalFloatingPoint(value: OmaValue): CanonicalValue {
  const isText = typeof value === "string" && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value);
  const number = isText ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(Math.fround(number))) {
    return { fault: "must be a number within single precision, since type is FloatingPoint" };
  }
  return { value: shortestSingle(number) };
}

/** Graph keeps single precision and writes the shortest digits that give the same single back. */
function shortestSingle(value: number): number {
  const single = Math.fround(value);
  const precisions = [1, 2, 3, 4, 5, 6, 7, 8];
  const shortest = precisions
    .map((precision) => Number(single.toPrecision(precision)))
    .find((candidate) => Math.fround(candidate) === single);
  return (shortest ?? Number(single.toPrecision(9))) + 0;
}

const dateTime = z.iso.datetime({ offset: true });

function canonicalDateTime(value: OmaValue): CanonicalValue {
  const parsed = dateTime.safeParse(value);
  if (!parsed.success) {
    return { fault: "must be an RFC 3339 date-time such as 2026-01-31T08:00:00Z, since type is DateTime" };
  }
  const [, fraction = ""] = /\.(\d+)/.exec(parsed.data) ?? [];
  const whole = new Date(parsed.data.replace(/\.\d+/, ""));
  const digits = fraction.slice(0, 7).replace(/0+$/, "");
  return { value: `${whole.toISOString().slice(0, 19)}${digits === "" ? "" : `.${digits}`}Z` };
}

function canonicalBase64(value: OmaValue): CanonicalValue {
  const text = typeof value === "string" ? value.replace(/\s/g, "").replace(/=+$/, "") : undefined;
  if (text === undefined || !/^[A-Za-z0-9+/]*$/.test(text) || text.length % 4 === 1) {
    return { fault: "must be base64 text, since type is Base64" };
  }
  return { value: Buffer.from(text, "base64").toString("base64") };
}

function canonicalText(value: OmaValue): CanonicalValue {
  return typeof value === "string" ? { value } : { fault: "must be text, since type is String or StringXml" };
}
