import { z } from "zod";
import { formatPath, hasUnknown, isPropertyMap, type PropertyPath } from "./paths.ts";
import { isReserved, type PropertyMap, type PropertyValue, Unknown } from "./values.ts";

/** What is wrong with an input: its path as Pulumi writes it, and what to do, without the value itself. */
export type Issue = { readonly property: string; readonly reason: string };

export type Canonical = { readonly value: PropertyMap; readonly issues: Issue[] };

type Part = { readonly value: PropertyValue | undefined; readonly issues: Issue[] };

/**
 * Inputs in the canonical form that the schema gives them, with every issue. Takes plain values (no secret
 * marks); parts that are not known yet pass, and what stands around them is checked all the same.
 */
export function canonicalise(schema: z.ZodObject, inputs: PropertyMap): Canonical {
  const { value, issues } = canonicalPart(schema, inputs, []);
  return { value: isPropertyMap(value) ? value : inputs, issues };
}

function canonicalPart(schema: z.ZodType, value: PropertyValue | undefined, path: PropertyPath): Part {
  if (value === undefined || !hasUnknown(value)) {
    return parseKnown(schema, value, path);
  }
  if (value instanceof Unknown) {
    return { value, issues: [] };
  }
  const inner = unwrap(schema);
  if (Array.isArray(value) && inner instanceof z.ZodArray) {
    return canonicalList(inner, value, path);
  }
  if (isPropertyMap(value) && inner instanceof z.ZodObject) {
    return canonicalObject(inner, value, path);
  }
  return { value, issues: [] };
}

function parseKnown(schema: z.ZodType, value: PropertyValue | undefined, path: PropertyPath): Part {
  const parsed = schema.safeParse(value, { error: describeIssue });
  if (parsed.success) {
    return { value: toPropertyValue(parsed.data), issues: [] };
  }
  return { value, issues: parsed.error.issues.flatMap((issue) => issuesOf(issue, path)) };
}

function canonicalList(schema: z.ZodArray, list: PropertyValue[], path: PropertyPath): Part {
  const element = asType(schema.element);
  const parts = list.map((item, index) => canonicalPart(element, item, [...path, index]));
  return { value: parts.map((part) => part.value ?? null), issues: parts.flatMap((part) => part.issues) };
}

function canonicalObject(schema: z.ZodObject, map: PropertyMap, path: PropertyPath): Part {
  const unrecognized = Object.keys(map).filter((key) => !Object.hasOwn(schema.shape, key));
  const parts = Object.entries(schema.shape).map(([key, member]) => ({
    key,
    ...canonicalPart(asType(member), map[key], [...path, key]),
  }));
  const members = parts.flatMap(({ key, value }): [string, PropertyValue][] =>
    value === undefined || value === null ? [] : [[key, value]],
  );
  return {
    value: Object.fromEntries(members),
    issues: [
      ...unrecognized.map((key) => unrecognizedIssue([...path, key])),
      ...parts.flatMap((part) => part.issues),
    ],
  };
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return unwrap(asType(schema.unwrap()));
  }
  return schema instanceof z.ZodPipe ? unwrap(asType(schema.in)) : schema;
}

/** Zod types what it wraps by its core type only; every schema that is made with `z` is a full one. */
function asType(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodType) {
    return schema;
  }
  throw new TypeError(`schema ${schema._zod.def.type} was not made with zod's z`);
}

function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type" && issue.input === undefined) {
    return "is required";
  }
  if (issue.code === "invalid_type") {
    return `must be of type ${issue.expected}`;
  }
  if (issue.code === "invalid_value") {
    return `must be one of ${issue.values.map(String).join(", ")}`;
  }
  return undefined;
}

function issuesOf(issue: z.core.$ZodIssue, path: PropertyPath): Issue[] {
  const at: PropertyPath = [
    ...path,
    ...issue.path.map((key) => (typeof key === "symbol" ? String(key) : key)),
  ];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unrecognizedIssue([...at, key]));
  }
  return [{ property: formatPath(at), reason: issue.message }];
}

function unrecognizedIssue(path: PropertyPath): Issue {
  return { property: formatPath(path), reason: "is not a property of this resource; remove it" };
}

/** A parsed value as a property value: members that are undefined are left out. */
export function toPropertyValue(value: unknown): PropertyValue {
  if (Array.isArray(value)) {
    return value.map(toPropertyValue);
  }
  // JSON, in which the engine keeps state, has no infinity; a number beyond its range is read as one.
  if (typeof value === "number") {
    return Number.isFinite(value) ? value : String(value);
  }
  if (typeof value === "string") {
    return literal(value);
  }
  if (typeof value === "boolean") {
    return value;
  }
  return typeof value === "object" && value !== null ? toPropertyMap(value) : null;
}

/** An object as a property map: members that are undefined or null are left out. */
export function toPropertyMap(value: object): PropertyMap {
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(members.map(([key, member]) => [literalName(key), toPropertyValue(member)]));
}

/** What was read may hold the very text by which the protocol marks an unknown or a secret, and means the text. */
function literal(text: string): string {
  return isReserved(text) ? `${text} (text)` : text;
}

/** As literal, of a name. The maps of protocol messages cannot hold one that is the prototype's. */
function literalName(name: string): string {
  return name === "__proto__" ? `${name} (text)` : literal(name);
}
