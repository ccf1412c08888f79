import { type Document, isNode, LineCounter, parseAllDocuments } from "yaml";
import { z } from "zod";
import type { Issue } from "../lint-pipelines/issue.ts";

/** Gives the schema of a YAML document by what is in it, or a sentence that says why it has none. */
type SchemaOf = (content: unknown) => z.ZodType | string;

/** What in a YAML file, of one document or more, does not follow its schema. */
export function lintBySchema(file: string, text: string, schemaOf: SchemaOf): Issue[] {
  const lines = new LineCounter();
  return [...parseAllDocuments(text, { lineCounter: lines, merge: true })].flatMap((document) => {
    const place = (offset: number) => {
      const { line, col } = lines.linePos(offset);
      return { file, line, column: col };
    };
    if (document.errors.length > 0) {
      return document.errors.map(({ message, pos }) => ({ ...place(pos[0]), message }));
    }
    const content: unknown = document.toJS();
    const schema = schemaOf(content);
    if (typeof schema === "string") {
      return [{ ...place(document.range?.[0] ?? 0), message: schema }];
    }
    const issues = schema.safeParse(content).error?.issues ?? [];
    return issues
      .flatMap((issue) => deepest(issue))
      .map(({ path, message }) => ({
        ...place(offsetOf(document, path)),
        message: `${path.join(".")}: ${message}`,
      }));
  });
}

const composedDefinition = z.looseObject({
  allOf: z.array(z.object({ $ref: z.string() })),
  unevaluatedProperties: z.literal(false),
  properties: z.record(z.string(), z.unknown()),
});

/**
 * Docker Compose's own schema (https://github.com/compose-spec/compose-spec).
 *
 * @param json Its text. A service is composed there of parts that together allow no other property
 *   (`unevaluatedProperties`); zod does not know that, so each such definition gets the properties of its parts.
 */
export function composeSchema(json: string): z.ZodType {
  const schema = z
    .looseObject({ $defs: z.record(z.string(), z.looseObject({ properties: z.unknown().optional() })) })
    .parse(readSchema(json));
  for (const [name, definition] of Object.entries(schema.$defs)) {
    const { data } = composedDefinition.safeParse(definition);
    if (data !== undefined) {
      const { allOf, unevaluatedProperties, ...rest } = data;
      const parts = allOf.map(({ $ref }) => schema.$defs[$ref.replace("#/$defs/", "")]?.properties);
      const properties = Object.assign({}, ...parts, data.properties);
      schema.$defs[name] = {
        ...rest,
        type: "object",
        properties,
        additionalProperties: unevaluatedProperties,
      };
    }
  }
  return z.fromJSONSchema(readSchema(JSON.stringify(schema)));
}

/**
 * The schemas of Kubernetes' objects.
 *
 * @param definitions The schemas of all kinds, as JSON, each named by its Go package as `io.k8s.api.apps.v1.Deployment`.
 */
export function kubernetesSchemas(definitions: string): SchemaOf {
  const { $defs = {} } = readSchema(definitions.replaceAll("/api/_definitions.json#", "#"));
  return (content) => {
    const { data } = z.object({ apiVersion: z.string(), kind: z.string() }).safeParse(content);
    if (data === undefined) {
      return "an object has an apiVersion and a kind";
    }
    const [version = "", group = "core"] = data.apiVersion.split("/").reverse();
    const name = `io.k8s.api.${group.replace(/\.k8s\.io$/, "")}.${version}.${data.kind}`;
    if (!Object.hasOwn($defs, name)) {
      return `Kubernetes has no ${data.kind} of ${data.apiVersion}`;
    }
    return z.fromJSONSchema({ $ref: `#/$defs/${name}`, $defs });
  };
}

/** Reads a schema in which no value may be null: that would make a choice, and a vague error, of every value. */
function readSchema(json: string): z.core.JSONSchema.JSONSchema {
  return JSON.parse(json, (key, value) =>
    key === "type" && Array.isArray(value) && value.length === 2 && value[1] === "null" ? value[0] : value,
  );
}

type Found = { readonly path: readonly PropertyKey[]; readonly message: string };

/** Of a value that fits none of several forms, the issue of the form that it comes nearest to. */
function deepest(issue: z.core.$ZodIssue): Found[] {
  if (issue.code !== "invalid_union") {
    return [issue];
  }
  const candidates = issue.errors
    .flat()
    .flatMap((inner) => deepest(inner))
    .map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
  const depth = Math.max(...candidates.map(({ path }) => path.length));
  return candidates.filter(({ path }) => path.length === depth).slice(0, 1);
}

/** Where a path leads, as far as it goes. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      return node.range[0];
    }
  }
  return 0;
}
