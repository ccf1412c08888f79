import type { z } from "zod";
import { badRequest } from "./errors.ts";

/**
 * Reads a request body with a strict schema. Throws Graph's 400: an unknown property and a value of the wrong
 * type are each named. `type` is the Graph type, as in `microsoft.graph.group`.
 */
export function readBody<T>(schema: z.ZodType<T>, body: unknown, type: string): T {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw badRequest(
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
  const result = schema.safeParse(body);
  if (result.success) {
    return result.data;
  }
  throw badRequest(wording(result.error.issues, type));
}

/** The name of the type in an `@odata.type` annotation, without the namespace; undefined where there is none. */
export function typeNameOf(body: unknown): string | undefined {
  const annotation = typeof body === "object" && body !== null ? Reflect.get(body, "@odata.type") : undefined;
  return typeof annotation === "string" ? annotation.replace(/^#?microsoft\.graph\./, "") : undefined;
}

/** A body without the annotations that are of no use to the tenant, in its members too. */
export function withoutAnnotations(body: unknown): unknown {
  if (Array.isArray(body)) {
    return body.map(withoutAnnotations);
  }
  if (typeof body !== "object" || body === null) {
    return body;
  }
  const kept = Object.entries(body).filter(([name]) => !/^[^@]*@odata\.(type|id|etag|context)$/.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutAnnotations(value)]));
}

function wording(issues: readonly z.core.$ZodIssue[], type: string): string {
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown !== undefined) {
    const [name = ""] = unknown.keys;
    return `The property '${name}' does not exist on type '${type}'. Make sure to only use property names that are defined by the type.`;
  }
  const [issue] = issues;
  const path = issue?.path.join("/") ?? "";
  if (issue?.code === "invalid_type" && issue.input === undefined) {
    return `The required property '${path}' of type '${type}' is missing or has no valid value: ${issue.message}.`;
  }
  return `Cannot convert a value to the type of property '${path}' of '${type}': ${issue?.message ?? "invalid value"}.`;
}
