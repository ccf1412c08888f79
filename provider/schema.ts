import { z } from "zod";
import { componentSpecs } from "./component-schema.ts";
import type { PackageExample, PackageExamples, PackageMetadata, Provider } from "./provider.ts";

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
export type PackageSchema = Partial<PackageMetadata> & {
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
 * @param examples What the descriptions show; none by default.
 * @throws TypeError for a zod type that a Pulumi schema cannot express.
 */
export function packageSchema<Config extends z.ZodObject, Client>(
  provider: Provider<Config, Client>,
  examples: PackageExamples = {},
): PackageSchema {
  const types = new Map<string, ObjectSpec>();
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

function withExamples(examples: PackageExamples, specs: readonly (readonly [string, Json])[]) {
  return Object.fromEntries(
    specs.map(([token, spec]) => {
      const example = examples[token];
      return [token, example ? { ...spec, description: `${spec.description}\n\n${shown(example)}` } : spec];
    }),
  );
}

/** In the form that generated SDKs and Pulumi's registry take apart by language. */
function shown({ title, programs }: PackageExample): string {
  const blocks = Object.entries(programs).map(
    ([language, text]) => `\`\`\`${language}\n${text.trim()}\n\`\`\``,
  );
  const [start, end] = [
    "{{% examples %}}\n## Example Usage\n{{% example %}}",
    "{{% /example %}}\n{{% /examples %}}",
  ];
  return [start, `### ${title}`, ...blocks, end].join("\n\n");
}

function withReplacement(properties: ObjectSpec["properties"], replaceOn: readonly string[]) {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      replaceOn.includes(name) ? { ...property, willReplaceOnChanges: true } : property,
    ]),
  );
}

/** What zod's references lead to, by the last part of each, and the name of the package. */
type Definitions = { readonly name: string; readonly of: Json };

function objectSpec(schema: z.ZodObject, name: string, types: Map<string, ObjectSpec>): ObjectSpec {
  const json: Json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const definitions = { name, of: asJson(json.$defs) };
  for (const [id, definition] of Object.entries(definitions.of)) {
    if (isObject(definition)) {
      types.set(`${name}:index:${id}`, toObject(asJson(definition), definitions));
    }
  }
  return toObject(json, definitions);
}

/** Zod names whatever is recursive; only objects are types of a Pulumi schema. */
function isObject(definition: unknown): boolean {
  return asJson(definition).properties !== undefined;
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
  const description = describe(json) ?? describe(referred(json, definitions));
  return {
    ...toType(json, definitions),
    ...(description === undefined ? {} : { description }),
    ...(json.secret === true ? { secret: true } : {}),
  };
}

/** What a reference leads to. */
function referred({ $ref }: Json, { of }: Definitions): Json {
  return typeof $ref === "string" ? asJson(of[$ref.slice($ref.lastIndexOf("/") + 1)]) : {};
}

/** Pulumi's inline types have no enumeration, so that the description has to say what is allowed. */
function describe(json: Json): string | undefined {
  const allowed = Array.isArray(json.enum) ? ` One of ${json.enum.map(String).join(", ")}.` : "";
  return typeof json.description === "string" ? `${json.description}${allowed}` : undefined;
}

function toType(json: Json, definitions: Definitions): TypeSpec {
  if (typeof json.$ref === "string") {
    const definition = referred(json, definitions);
    return isObject(definition)
      ? {
          $ref: `#/types/${definitions.name}:index:${json.$ref.slice(json.$ref.lastIndexOf("/") + 1)}`,
        }
      : toType(definition, definitions);
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
