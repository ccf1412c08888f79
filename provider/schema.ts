import { z } from "zod";
import { componentSpecs } from "./component-schema.ts";
import type { PackageExamples, PackageMetadata, Provider } from "./provider.ts";
import { withExamples } from "./schema-examples.ts";

type Json = { readonly [key: string]: unknown };

/** A type in a Pulumi package schema, as far as this project's resources need it. */
type TypeSpec = {
  readonly type?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly oneOf?: readonly TypeSpec[];
  readonly $ref?: string;
};

type PropertySpec = TypeSpec & {
  readonly description?: string;
  readonly secret?: boolean;
  readonly default?: Scalar;
};

type Scalar = boolean | number | string;

/** A closed set of texts under a name. */
type EnumSpec = {
  readonly type: "string";
  readonly enum: readonly { readonly value: string }[];
  readonly description?: string;
};

type ObjectSpec = {
  readonly type: "object";
  readonly properties: { readonly [name: string]: PropertySpec };
  readonly required: readonly string[];
  readonly description?: string;
};

/** Pulumi's package schema, as `pulumi package get-schema` prints it. */
export type PackageSchema = Partial<PackageMetadata> & {
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly description: string;
  readonly config: { readonly variables: ObjectSpec["properties"] };
  readonly provider: Json;
  readonly types: { readonly [token: string]: ObjectSpec | EnumSpec };
  readonly resources: { readonly [token: string]: Json };
  readonly functions: { readonly [token: string]: Json };
};

/**
 * The package schema of a provider, made of the zod schemas that it checks with. Descriptions come from
 * `.describe()`; an object or an enumeration with `.meta({ id })` becomes a named type; `.meta({ secret: true })`
 * marks a secret; `.default()` is told to SDKs.
 * Source: https://www.pulumi.com/docs/iac/extending-pulumi/schema/
 *
 * @param examples What the descriptions show; none by default.
 * @throws TypeError for a zod type that a Pulumi schema cannot express.
 */
export function packageSchema<Config extends z.ZodObject, Client>(
  provider: Provider<Config, Client>,
  examples: PackageExamples = {},
): PackageSchema {
  const types = new Map<string, ObjectSpec | EnumSpec>();
  const objectOf = (schema: z.ZodObject) => objectSpec(schema, provider.name, types);
  const config = objectOf(provider.config);
  return {
    name: provider.name,
    displayName: provider.displayName,
    version: provider.version,
    description: provider.description,
    ...provider.metadata,
    config: { variables: config.properties },
    provider: { description: provider.description, inputProperties: config.properties },
    resources: withExamples(examples, [
      ...provider.resources.map((resource) => {
        const inputs = objectOf(resource.inputs);
        const outputs = objectOf(resource.outputs);
        const spec = {
          description: resource.description,
          inputProperties: withReplacement(inputs.properties, resource.replaceOn),
          requiredInputs: inputs.required,
          properties: { ...withoutDefaults(inputs.properties), ...outputs.properties },
          required: [...inputs.required, ...withDefault(inputs.properties), ...outputs.required],
        };
        return [resource.token, spec] as const;
      }),
      ...componentSpecs(provider.components ?? [], objectOf),
    ]),
    functions: withExamples(
      examples,
      provider.functions.map(({ token, description, inputs, outputs }) => [
        token,
        { description, inputs: objectOf(inputs), outputs: objectOf(outputs) },
      ]),
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

/** The names of the inputs that have a value even where the program gives none. */
function withDefault(properties: ObjectSpec["properties"]): string[] {
  return Object.entries(properties).flatMap(([name, spec]) => (spec.default === undefined ? [] : [name]));
}

function withoutDefaults(properties: ObjectSpec["properties"]): ObjectSpec["properties"] {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { default: _, ...property }]) => [name, property]),
  );
}

/** What zod's references lead to, by the last part of each, and the name of the package. */
type Definitions = { readonly name: string; readonly of: Json };

function objectSpec(
  schema: z.ZodObject,
  name: string,
  types: Map<string, ObjectSpec | EnumSpec>,
): ObjectSpec {
  const json: Json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const definitions = { name, of: asJson(json.$defs) };
  for (const [id, each] of Object.entries(definitions.of)) {
    const definition = asJson(each);
    if (isObject(definition)) {
      types.set(`${name}:index:${id}`, toObject(definition, definitions));
    } else if (isEnum(definition)) {
      types.set(`${name}:index:${id}`, toEnum(definition));
    }
  }
  // An object that has a name is a reference itself.
  return toObject(json.$ref === undefined ? json : referred(json, definitions), definitions);
}

/** Zod names whatever is recursive; only objects and enumerations are types of a Pulumi schema. */
function isObject({ properties }: Json): boolean {
  return properties !== undefined;
}

function isEnum(json: Json): boolean {
  return Array.isArray(json.enum);
}

function toEnum({ enum: values, description }: Json): EnumSpec {
  return {
    type: "string",
    enum: Array.isArray(values) ? values.map((value) => ({ value: String(value) })) : [],
    ...(typeof description === "string" ? { description } : {}),
  };
}

function toObject(json: Json, definitions: Definitions): ObjectSpec {
  const members = Object.entries(asJson(json.properties));
  return {
    type: "object",
    properties: Object.fromEntries(
      members.map(([key, member]) => [key, toProperty(asJson(member), definitions)]),
    ),
    required: Array.isArray(json.required) ? json.required.map(String) : [],
    ...(typeof json.description === "string" ? { description: json.description } : {}),
  };
}

function toProperty(json: Json, definitions: Definitions): PropertySpec {
  const to = referred(json, definitions);
  const description = describe({ ...json, enum: json.enum ?? to.enum }) ?? describe(to);
  return {
    ...toType(json, definitions),
    ...(description === undefined ? {} : { description }),
    ...(json.secret === true ? { secret: true } : {}),
    ...(isScalar(json.default) ? { default: json.default } : {}),
  };
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "boolean" || typeof value === "number" || typeof value === "string";
}

/** What a reference leads to. */
function referred({ $ref }: Json, { of }: Definitions): Json {
  return typeof $ref === "string" ? asJson(of[$ref.slice($ref.lastIndexOf("/") + 1)]) : {};
}

/** Not every language shows what an enumeration has. */
function describe(json: Json): string | undefined {
  const allowed = Array.isArray(json.enum) ? ` One of ${json.enum.map(String).join(", ")}.` : "";
  return typeof json.description === "string" ? `${json.description}${allowed}` : undefined;
}

function toType(json: Json, definitions: Definitions): TypeSpec {
  if (typeof json.$ref === "string") {
    const definition = referred(json, definitions);
    const $ref = `#/types/${definitions.name}:index:${json.$ref.slice(json.$ref.lastIndexOf("/") + 1)}`;
    if (isEnum(definition)) {
      // Any text is let through, since what is read in a tenant may be of a later version.
      return { type: "string", oneOf: [{ type: "string" }, { $ref }] };
    }
    return isObject(definition) ? { $ref } : toType(definition, definitions);
  }
  if (Array.isArray(json.anyOf)) {
    return oneOf(json.anyOf.map((option) => toType(asJson(option), definitions)));
  }
  if (Array.isArray(json.type)) {
    return oneOf(json.type.map((type) => ({ type: String(type) })));
  }
  if (json.type === "array") {
    return { type: "array", items: toType(asJson(json.items), definitions) };
  }
  if (json.type === "object") {
    return {
      type: "object",
      additionalProperties: toType(asJson(json.additionalProperties), definitions),
    };
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
