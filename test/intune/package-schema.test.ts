import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { examples } from "../../intune/examples.ts";
import { intuneProvider } from "../../intune/provider.ts";
import { packageSchema } from "../../provider/schema.ts";

const described = z.looseObject({ description: z.string().min(1) });
const properties = z.record(z.string(), z.looseObject({ description: z.string().optional() }));
const object = z.looseObject({ properties });
const functionSpec = z.looseObject({ inputs: object, outputs: object });
const resource = z.looseObject({ properties, inputProperties: properties });
const example = z.object({
  resources: z
    .record(z.string(), z.object({ type: z.string(), properties: z.record(z.string(), z.unknown()) }))
    .optional(),
  variables: z
    .record(
      z.string(),
      z.object({
        "fn::invoke": z.object({ function: z.string(), arguments: z.record(z.string(), z.unknown()) }),
      }),
    )
    .optional(),
});

const schema = packageSchema(intuneProvider, examples);
const resources = Object.entries(schema.resources).map(
  ([token, spec]) => [token, resource.parse(spec)] as const,
);
const functions = Object.entries(schema.functions).map(
  ([token, spec]) => [token, functionSpec.parse(spec)] as const,
);
const types = Object.entries(schema.types).flatMap(([token, spec]) =>
  "properties" in spec ? [[token, spec] as const] : [],
);

/** Everything that has properties, by a name for messages. */
const objects: (readonly [string, z.output<typeof properties>])[] = [
  ...resources.map(([token, spec]) => [`inputs of ${token}`, spec.inputProperties] as const),
  ...resources.map(([token, spec]) => [`outputs of ${token}`, spec.properties] as const),
  ...functions.map(([token, spec]) => [`arguments of ${token}`, spec.inputs.properties] as const),
  ...functions.map(([token, spec]) => [`result of ${token}`, spec.outputs.properties] as const),
  ...types,
].map(([name, spec]) => [name, properties.parse("properties" in spec ? spec.properties : spec)]);

describe("the schema of the package", () => {
  it("has properties of everything, the results of functions too", () => {
    expect(objects.filter(([, members]) => Object.keys(members).length === 0).map(([name]) => name)).toEqual(
      [],
    );
  });

  it("describes everything, each property too", () => {
    const undescribed = objects.flatMap(([name, members]) =>
      Object.entries(members).flatMap(([member, { description = "" }]) =>
        description === "" ? [`${name}: ${member}`] : [],
      ),
    );
    expect(undescribed).toEqual([]);
    for (const spec of [schema.resources, schema.functions, schema.types].flatMap(Object.values)) {
      expect(described.parse(spec)).toBeDefined();
    }
  });

  it("has a named type for every closed set of texts", () => {
    const unnamed = objects.flatMap(([name, members]) =>
      Object.entries(members).flatMap(([member, { description = "", oneOf }]) =>
        description.includes(" One of ") && oneOf === undefined ? [`${name}: ${member}`] : [],
      ),
    );
    expect(unnamed).toEqual([]);
  });

  it("has the defaults that the provider fills in", () => {
    const script = resources.find(([token]) => token.endsWith(":DeviceHealthScript"))?.[1];
    expect(script?.inputProperties).toMatchObject({
      runAsAccount: { default: "system" },
      runAs32Bit: { default: false },
      enforceSignatureCheck: { default: false },
    });
  });
});

describe("the examples of the schema", () => {
  it("are there for every resource and every look-up by name, in three languages at least", () => {
    const internal = ["intune:index:getDirectoryObjects", "intune:index:getPolicySettings"];
    const wanted = [...resources, ...functions]
      .map(([token]) => token)
      .filter((token) => !internal.includes(token));
    expect(Object.keys(examples).sort()).toEqual(wanted.sort());
    for (const { programs } of Object.values(examples)) {
      expect(Object.keys(programs)).toEqual(expect.arrayContaining(["typescript", "python", "yaml"]));
    }
  });

  it.each(Object.entries(examples))("name what there is: %s", (token, { programs }) => {
    const { resources: declared = {}, variables = {} } = example.parse(parse(programs.yaml ?? ""));
    const short = (full: string) => full.replace(":index:", ":");
    const used = [
      ...Object.values(declared).map(({ type, properties: given }) => [type, given] as const),
      ...Object.values(variables).map(({ "fn::invoke": call }) => [call.function, call.arguments] as const),
    ];
    expect(used.map(([type]) => type)).toContain(short(token));
    for (const [type, given] of used) {
      const members =
        resources.find(([each]) => short(each) === type)?.[1].inputProperties ??
        functions.find(([each]) => short(each) === type)?.[1].inputs.properties ??
        {};
      expect(Object.keys(members)).toEqual(expect.arrayContaining(Object.keys(given)));
    }
  });
});
