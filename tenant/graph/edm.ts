import { z } from "zod";

/** Graph's two published versions. */
export type Version = "v1.0" | "beta";

const maximumInt32 = 2 ** 31 - 1;

/** Edm.String that may be null. */
export const text = z.string().nullable();
/** Edm.Boolean that may be null. */
export const flag = z.boolean().nullable();
/** Edm.Guid. */
export const guid = z.guid();
/** Collection(Edm.String). */
export const texts = z.array(z.string());
/** Edm.Int32. */
export const int32 = z
  .number()
  .int()
  .min(-maximumInt32 - 1)
  .max(maximumInt32);
/** Edm.DateTimeOffset, in the form that Graph returns: RFC 3339 in UTC. */
export const instant = z.string().refine(isInstant, "is no Edm.DateTimeOffset").transform(canonicalInstant);
/** Edm.Single, rounded to what single precision holds. */
export const single = z.number().transform(canonicalSingle);
/** Edm.Binary in JSON: base64. */
export const binary = z.base64();
/** Any JSON, for members that are kept but never looked into. */
export const opaque = z.unknown();

/** RFC 3339 in UTC with up to seven digits of a second, without those that say nothing: `2026-01-02T03:04:05Z`. */
function canonicalInstant(value: string): string {
  const [, fraction = ""] = /\.(\d+)/.exec(value) ?? [];
  const digits = fraction.slice(0, 7).replace(/0+$/, "");
  const whole = new Date(value).toISOString().slice(0, -".000Z".length);
  return `${whole}${digits === "" ? "" : `.${digits}`}Z`;
}

/** A moment in milliseconds since 1970, as Graph writes it. */
export function instantOf(milliseconds: number): string {
  return canonicalInstant(new Date(milliseconds).toISOString());
}

function isInstant(value: string): boolean {
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

function canonicalSingle(value: number): number {
  const rounded = Math.fround(value);
  for (let digits = 1; digits < 10; digits += 1) {
    const shorter = Number(rounded.toPrecision(digits));
    if (Math.fround(shorter) === rounded) {
      return shorter;
    }
  }
  return rounded;
}
