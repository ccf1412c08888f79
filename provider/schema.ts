import { z } from "zod";
import { componentSpecs } from "./component-schema.ts";
import type { Provider } from "./provider.ts";

type Json = { readonly [key: string]: unknown };

/** A type in a Pulumi package schema, as far as this project's resources need it. */
type TypeSpec = {
  readonly type?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly oneOf?: readonly TypeSpec[];
  readonly $ref?: string;
};

type PropertySpec = TypeSpec & { readonly description?: string; readonly secret?: boolean };

type ObjectSpec = {
  readonly type: "object";
  readonly properties: { readonly [name: string]: PropertySpec };
  readonly required: readonly string[];
  readonly description?: string;
};

/** Pulumi's package schema, as `pulumi package get-schema` prints it. */
export type PackageSchema = {
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly description: string;
  readonly config: { readonly variables: ObjectSpec["properties"] };
  readonly provider: Json;
  readonly types: { readonly [token: string]: ObjectSpec };
  readonly resources: { readonly [token: string]: Json };
  readonly functions: { readonly [token: string]: Json };
};

/**
 * The package schema of a provider, made of the zod schemas that it checks with. Descriptions come from
 * `.describe()`; an object with `.meta({ id })` becomes a named type; `.meta({ secret: true })` marks a
 * secret.
 * Source: https://www.pulumi.com/docs/iac/extending-pulumi/schema/
 *
 * @throws TypeError for a zod type that a Pulumi schema cannot express.
 */
export function packageSchema<Config extends z.ZodObject, Client>(
  provider: Provider<Config, Client>,
): PackageSchema {
  const types = new Map<string, ObjectSpec>();
  const objectOf = (schema: z.ZodObject) => objectSpec(schema, provider.name, types);
  const config = objectOf(provider.config);
  return {
    name: provider.name,
    displayName: provider.displayName,
    version: provider.version,
    description: provider.description,
    config: { variables: config.properties },
    provider: { description: provider.description, inputProperties: config.properties },
    resources: Object.fromEntries([
      ...provider.resources.map((resource) => {
        const inputs = objectOf(resource.inputs);
        const outputs = objectOf(resource.outputs);
        const spec = {
          description: resource.description,
          inputProperties: withReplacement(inputs.properties, resource.replaceOn),
          requiredInputs: inputs.required,
          properties: { ...inputs.properties, ...outputs.properties },
          required: [...inputs.required, ...outputs.required],
        };
        return [resource.token, spec] as const;
      }),
      ...componentSpecs(provider.components ?? [], objectOf),
    ]),
    functions: Object.fromEntries(
      provider.functions.map((entry) => {
        const { token, description } = entry;
        return [token, { description, inputs: objectOf(entry.inputs), outputs: objectOf(entry.outputs) }];
      }),
    ),
    types: Object.fromEntries(types),
  };
}

function withReplacement(properties: ObjectSpec["properties"], replaceOn: readonly string[]) {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      replaceOn.includes(name) ? { ...property, willReplaceOnChanges: true } : property,
    ]),
  );
}

function objectSpec(schema: z.ZodObject, name: string, types: Map<string, ObjectSpec>): ObjectSpec {
  const json: Json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  for (const [id, definition] of Object.entries(asJson(json.$defs))) {
    types.set(`${name}:index:${id}`, toObject(asJson(definition), name));
  }
  return toObject(json, name);
}

function toObject(json: Json, name: string): ObjectSpec {
  const members = Object.entries(asJson(json.properties));
  return {
    type: "object",
    properties: Object.fromEntries(members.map(([key, member]) => [key, toProperty(asJson(member), name)])),
    required: Array.isArray(json.required) ? json.required.map(String) : [],
    ...(typeof json.description === "string" ? { description: json.description } : {}),
  };
}

function toProperty(json: Json, name: string): PropertySpec {
  return {
    ...toType(json, name),
    ...(typeof json.description === "string" ? { description: describe(json) } : {}),
    ...(json.secret === true ? { secret: true } : {}),
  };
}

/** Pulumi's inline types have no enumeration, so that the description has to say what is allowed. */
function describe(json: Json): string {
  const allowed = Array.isArray(json.enum) ? ` One of ${json.enum.map(String).join(", ")}.` : "";
  return `${String(json.description)}${allowed}`;
}

function toType(json: Json, name: string): TypeSpec {
  if (typeof json.$ref === "string") {
    return { $ref: `#/types/${name}:index:${json.$ref.slice(json.$ref.lastIndexOf("/") + 1)}` };
  }
  if (Array.isArray(json.anyOf)) {
    return oneOf(json.anyOf.map((option) => toType(asJson(option), name)));
  }
  if (Array.isArray(json.type)) {
    return oneOf(json.type.map((type) => ({ type: String(type) })));
  }
  if (json.type === "array") {
    return { type: "array", items: toType(asJson(json.items), name) };
  }
  if (json.type === "object") {
    return { type: "object", additionalProperties: toType(asJson(json.additionalProperties), name) };
  }
  if (typeof json.type === "string") {
    return { type: json.type };
  }
  throw new TypeError(`a Pulumi schema cannot say ${JSON.stringify(json)}; give it a type or a meta id`);
}

function oneOf(options: readonly TypeSpec[]): TypeSpec {
  const distinct = options.filter(
    (option, index) =>
      options.findIndex((other) => JSON.stringify(other) === JSON.stringify(option)) === index,
  );
  const [only, ...others] = distinct;
  return only !== undefined && others.length === 0 ? only : { oneOf: distinct };
}

function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
