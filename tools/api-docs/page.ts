import { z } from "zod";
import type { PackageSchema } from "../../provider/schema.ts";

const typeSpec: z.ZodType<Type> = z.looseObject({
  type: z.string().optional(),
  $ref: z.string().optional(),
  get items() {
    return typeSpec.optional();
  },
  get additionalProperties() {
    return typeSpec.optional();
  },
  get oneOf() {
    return z.array(typeSpec).optional();
  },
});

type Type = {
  readonly type?: string | undefined;
  readonly $ref?: string | undefined;
  readonly items?: Type | undefined;
  readonly additionalProperties?: Type | undefined;
  readonly oneOf?: readonly Type[] | undefined;
};

const property = z.intersection(
  typeSpec,
  z.looseObject({
    description: z.string().default(""),
    secret: z.boolean().optional(),
    willReplaceOnChanges: z.boolean().optional(),
  }),
);

const properties = z.record(z.string(), property).default({});

const object = z.looseObject({
  description: z.string().default(""),
  properties,
  required: z.array(z.string()).default([]),
});

const enumeration = z.looseObject({
  description: z.string().default(""),
  enum: z.array(z.looseObject({ value: z.string() })),
});

const resource = object.extend({
  inputProperties: properties,
  requiredInputs: z.array(z.string()).default([]),
});

const functionSpec = z.looseObject({ description: z.string().default(""), inputs: object, outputs: object });

/** docs/api.md: what the package has in every language, from its schema. */
export function apiPage({ types, config, ...schema }: PackageSchema): string {
  const resources = Object.entries(schema.resources).map(([token, spec]) =>
    resourcePart(token, resource.parse(spec)),
  );
  const functions = Object.entries(schema.functions).map(([token, spec]) =>
    functionPart(token, functionSpec.parse(spec)),
  );
  const named = Object.entries(types).map(([token, spec]) =>
    "enum" in spec ? enumPart(token, enumeration.parse(spec)) : typePart(token, object.parse(spec)),
  );
  return [
    introduction,
    "## Resources",
    ...resources,
    "## Functions",
    ...functions,
    "## Settings of the provider",
    "As `intune:NAME` in a stack's settings, or as arguments of an explicit provider.",
    table(properties.parse(config.variables), []),
    "## Types",
    ...named,
  ]
    .join("\n\n")
    .concat("\n");
}

const introduction = `# API

<!-- Made by \`npm run api-docs\` from the provider's schema. -->

The package \`intune\` in every language of Pulumi: names are those of the schema, which Python writes in snake case, and Go and C# with a
capital letter. [languages.md](languages.md) has a program in each language. \`pulumi package get-schema ./intune\` prints the schema.`;

function resourcePart(token: string, spec: z.output<typeof resource>): string {
  const outputs = Object.fromEntries(
    Object.entries(spec.properties).filter(([name]) => !(name in spec.inputProperties)),
  );
  return [
    `### ${nameOf(token)}`,
    spec.description,
    "Inputs:",
    table(spec.inputProperties, spec.requiredInputs),
    ...(Object.keys(outputs).length > 0 ? ["Outputs, beside the inputs:", table(outputs)] : []),
  ].join("\n\n");
}

function functionPart(
  token: string,
  { description, inputs, outputs }: z.output<typeof functionSpec>,
): string {
  return [
    `### ${nameOf(token)}`,
    description,
    "Arguments:",
    table(inputs.properties, inputs.required),
    "Result:",
    table(outputs.properties),
  ].join("\n\n");
}

function typePart(
  token: string,
  { description, properties: members, required }: z.output<typeof object>,
): string {
  return [`### ${nameOf(token)}`, description, table(members, required)].join("\n\n");
}

function enumPart(token: string, { description, enum: values }: z.output<typeof enumeration>): string {
  return [`### ${nameOf(token)}`, description, values.map(({ value }) => `- \`${value}\``).join("\n")].join(
    "\n\n",
  );
}

/** @param required Those that must be given; without it, nothing is said of that. */
function table(members: z.output<typeof properties>, required?: readonly string[]): string {
  const rows = Object.entries(members).map(([name, spec]) => {
    const notes = [
      ...(required?.includes(name) ? ["Required."] : []),
      ...(spec.willReplaceOnChanges ? ["A change replaces the resource."] : []),
      ...(spec.secret ? ["Secret."] : []),
    ];
    return `| \`${name}\` | ${typeText(spec)} | ${[spec.description, ...notes].join(" ").trim()} |`;
  });
  return ["| name | type | |", "| --- | --- | --- |", ...rows].join("\n");
}

function typeText({ type, $ref, items, additionalProperties, oneOf }: Type): string {
  if ($ref !== undefined) {
    const name = nameOf($ref);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (oneOf !== undefined) {
    return oneOf.map(typeText).join(" or ");
  }
  if (items !== undefined) {
    return `list of ${typeText(items)}`;
  }
  return additionalProperties === undefined ? (type ?? "") : `map of ${typeText(additionalProperties)}`;
}

function nameOf(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}
