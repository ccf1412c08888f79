import { z } from "zod";

export type OmaValue = boolean | number | string;

/** A value in canonical form, or what is wrong with it; the issue does not repeat the value. */
export type CanonicalValue = { readonly value: OmaValue } | { readonly issue: string };

type OmaTypeRow = {
  readonly canonical: (value: OmaValue) => CanonicalValue;
  /** The type of a value in Graph's JSON. */
  readonly json: "boolean" | "number" | "string";
  /** Whether Intune keeps its values encrypted and returns them as a mask. */
  readonly isEncrypted?: true;
  /** Whether a value may carry the name of the file that it came from. */
  readonly hasFile?: true;
};

/** The seven kinds of OMA setting, by the last part of Graph's type name (`omaSettingBoolean` ...). */
const rows = {
  Boolean: { canonical: canonicalBoolean, json: "boolean" },
  Integer: { canonical: canonicalInteger, json: "number" },
  String: { canonical: canonicalText, json: "string", isEncrypted: true },
  StringXml: { canonical: canonicalText, json: "string", isEncrypted: true, hasFile: true },
  Base64: { canonical: canonicalBase64, json: "string", isEncrypted: true, hasFile: true },
  DateTime: { canonical: canonicalDateTime, json: "string" },
  FloatingPoint: { canonical: canonicalFloatingPoint, json: "number" },
} as const satisfies Record<string, OmaTypeRow>;

export type OmaType = keyof typeof rows;

const rowOf: Readonly<Record<OmaType, OmaTypeRow>> = rows;

export const omaTypes: readonly OmaType[] = Object.keys(rows).filter(isOmaType);

/** Whether a value, as it was read from Graph or state, is the name of one of these kinds. */
export function isOmaType(value: unknown): value is OmaType {
  return typeof value === "string" && Object.hasOwn(rows, value);
}

/** Whether Intune keeps the values of a kind encrypted and returns them as a mask. */
export function isEncryptedType(type: OmaType): boolean {
  return rowOf[type].isEncrypted === true;
}

/** Whether the values of a kind may carry the name of the file that they came from. */
export function hasFile(type: OmaType): boolean {
  return rowOf[type].hasFile === true;
}

/** Whether a value of Graph's JSON is of the type that a kind has there. */
export function isJsonValue(type: OmaType, value: unknown): value is OmaValue {
  return typeof value === rowOf[type].json;
}

/** What Graph returns in place of an encrypted text, and in place of encrypted XML: the base64 of `<a/>`. */
const masks: readonly OmaValue[] = ["****", "PGEvPg=="];

/** As canonicalValue, of a value that a program declares: a mask is none, though a tenant may hold one. */
export function declaredValue(type: OmaType, value: OmaValue): CanonicalValue {
  const canonical = canonicalValue(type, value);
  const given = [value, "value" in canonical ? canonical.value : value];
  const mask =
    masks.find((each) => given.includes(each)) ??
    (type === "StringXml" && given.includes("<a/>") ? "<a/>" : undefined);
  if (mask === undefined) {
    return canonical;
  }
  return { issue: `must not be ${mask}: that is the mask which Graph shows; give the real value` };
}

/**
 * The canonical form of an OMA value: the native TypeScript type, in the form in which Graph returns it
 * (integers without leading zeros, single precision, UTC date-times without trailing zeros, padded base64).
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-omasetting
 */
export function canonicalValue(type: OmaType, value: OmaValue): CanonicalValue {
  return rowOf[type].canonical(value);
}

function canonicalBoolean(value: OmaValue): CanonicalValue {
  if (value === true || value === "true") {
    return { value: true };
  }
  if (value === false || value === "false") {
    return { value: false };
  }
  return { issue: "must be true or false, since type is Boolean" };
}

function canonicalInteger(value: OmaValue): CanonicalValue {
  const number = typeof value === "string" && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  const inRange = typeof number === "number" && Number.isInteger(number) && number === (number | 0);
  if (!inRange) {
    return { issue: "must be a whole number from -2147483648 to 2147483647, since type is Integer" };
  }
  return { value: number + 0 };
}

function canonicalFloatingPoint(value: OmaValue): CanonicalValue {
  const isText = typeof value === "string" && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value);
  const number = isText ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(Math.fround(number))) {
    return { issue: "must be a number within single precision, since type is FloatingPoint" };
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
    return { issue: "must be an RFC 3339 date-time such as 2026-01-31T08:00:00Z, since type is DateTime" };
  }
  const [, fraction = ""] = /\.(\d+)/.exec(parsed.data) ?? [];
  const whole = new Date(parsed.data.replace(/\.\d+/, "")).toISOString();
  if (!/^\d{4}-/.test(whole)) {
    return { issue: "must be in a year from 0000 to 9999 in UTC, since type is DateTime" };
  }
  const digits = fraction.slice(0, 7).replace(/0+$/, "");
  return { value: `${whole.slice(0, 19)}${digits === "" ? "" : `.${digits}`}Z` };
}

function canonicalBase64(value: OmaValue): CanonicalValue {
  const text = typeof value === "string" ? value.replace(/\s/g, "").replace(/=+$/, "") : undefined;
  if (text === undefined || !/^[A-Za-z0-9+/]*$/.test(text) || text.length % 4 === 1) {
    return { issue: "must be base64 text, since type is Base64" };
  }
  return { value: Buffer.from(text, "base64").toString("base64") };
}

function canonicalText(value: OmaValue): CanonicalValue {
  return typeof value === "string" ? { value } : { issue: "must be text, since type is String or StringXml" };
}

/** XML as Graph takes it: base64 of its UTF-8. */
export function encodedXml(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/**
 * The XML that Graph returned: as base64 in a profile, as text or as base64 behind a mask; base64 has no angle bracket.
 * What is not UTF-8, such as UTF-16, stays base64, so that it is not taken for the same as its text in UTF-8.
 */
export function xmlText(returned: string): string {
  if (returned.includes("<")) {
    return returned;
  }
  const base64 = returned.replace(/\s/g, "");
  const bytes = Buffer.from(base64, "base64");
  return (bytes.toString("base64") === base64 ? decodedUtf8(bytes) : undefined) ?? returned;
}

/** Undefined where the bytes are no UTF-8. UTF-16 without a byte order mark is UTF-8 too, but full of NUL. */
function decodedUtf8(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whether a value is what xmlText leaves of XML that is no UTF-8. */
export function isUndecodedXml(value: unknown): boolean {
  if (typeof value !== "string" || value === "") {
    return false;
  }
  return xmlText(value) === value && Buffer.from(value, "base64").toString("base64") === value;
}
