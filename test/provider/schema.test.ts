import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineFunction } from "../../provider/define.ts";
import type { ProviderFunction } from "../../provider/resource.ts";
import { type PackageSchema, packageSchema } from "../../provider/schema.ts";
import { createLibrary, libraryProvider } from "./support/library.ts";
import { serveLibrary } from "./support/served.ts";

const room = {
  type: "string",
  description: "The room; a shelf cannot move to another one.",
};
const shelfProperties = {
  books: {
    type: "array",
    items: { $ref: "#/types/library:index:Book" },
    description: "The books; their order means nothing.",
  },
  label: { type: "string", description: "What the shelf says; left alone when not given." },
  size: { type: "string", description: "How much it holds. One of small, large." },
  tags: { type: "array", items: { type: "string" } },
};
const settings = {
  building: { type: "string", description: "Which building." },
  quiet: { type: "boolean", description: "Whether talking is forbidden." },
  floors: { type: "number", description: "How many floors there are." },
  doorCode: { type: "string", description: "The code of the door.", secret: true },
};

describe("the package schema", () => {
  const served = serveLibrary();

  it("says what the zod schemas check", async () => {
    expect(await served.plugin.schema()).toEqual({
      name: "library",
      displayName: "Library",
      version: "1.2.3",
      description: "Shelves of books.",
      config: { variables: settings },
      provider: { description: "Shelves of books.", inputProperties: settings },
      resources: {
        "library:index:Shelf": {
          description: "A shelf of books.",
          inputProperties: {
            room: { ...room, willReplaceOnChanges: true },
            ...shelfProperties,
            size: { ...shelfProperties.size, default: "small" },
          },
          requiredInputs: ["room", "books"],
          properties: {
            room,
            ...shelfProperties,
            revision: { type: "number", description: "How often the shelf was changed." },
          },
          required: ["room", "books", "size", "revision"],
        },
      },
      functions: {
        "library:index:findShelves": {
          description: "The shelves of a room.",
          inputs: {
            type: "object",
            properties: { room: { type: "string", description: "The room." } },
            required: ["room"],
          },
          outputs: {
            type: "object",
            properties: { ids: { type: "array", items: { type: "string" } } },
            required: ["ids"],
          },
        },
      },
      types: {
        "library:index:Book": {
          type: "object",
          description: "A book on a shelf.",
          properties: {
            isbn: { type: "string" },
            title: { type: "string" },
            pages: { type: "integer" },
          },
          required: ["isbn", "title"],
        },
      },
    });
  });
});

describe("a zod type", () => {
  function schemaOf({
    config = z.strictObject({}),
    functions = [],
  }: {
    config?: z.ZodObject;
    functions?: ProviderFunction<never>[];
  }): PackageSchema {
    const { ahead: _, ...library } = libraryProvider(createLibrary());
    const described = { ...library, config, replaceOn: [], connect: () => never() };
    return packageSchema({ ...described, resources: [], functions });
  }

  function typeOf(schema: z.ZodType): unknown {
    return schemaOf({ config: z.strictObject({ it: schema }) }).config.variables.it;
  }

  function never(): never {
    throw new Error("a schema needs no connection");
  }

  it.each<[string, z.ZodType, unknown]>([
    [
      "of several types is one of them",
      z.union([z.boolean(), z.string()]),
      { oneOf: [{ type: "boolean" }, { type: "string" }] },
    ],
    ["of the same type twice is that type", z.union([z.string(), z.string().min(3)]), { type: "string" }],
    [
      "of any keys is a map",
      z.record(z.string(), z.number()),
      { type: "object", additionalProperties: { type: "number" } },
    ],
    ["that is optional is what it wraps", z.number().optional(), { type: "number" }],
  ])("%s", (_name, schema, expected) => {
    expect(typeOf(schema)).toEqual(expected);
  });

  it("that contains itself is one type, under the name that it was given", () => {
    const branch = z
      .strictObject({
        get branches(): z.ZodType<unknown[]> {
          return z.array(canonical);
        },
      })
      .meta({ id: "Branch" });
    const canonical: z.ZodType = branch.transform(({ branches }) => ({ branches }));
    const { types } = schemaOf({ config: z.strictObject({ it: canonical }) });

    expect(Object.keys(types)).toEqual(["library:index:Branch"]);
    const items = { $ref: "#/types/library:index:Branch" };
    expect(types["library:index:Branch"]).toMatchObject({
      properties: { branches: { type: "array", items } },
    });
  });

  it("that is an enumeration with a name is a type, beside which every other text is let through", () => {
    const size = z.enum(["small", "large"]).meta({ id: "Size", description: "How much a shelf holds." });
    const config = z.strictObject({ it: size.default("small").describe("How much.") });

    const { types, config: described } = schemaOf({ config });

    expect(types).toEqual({
      "library:index:Size": {
        type: "string",
        description: "How much a shelf holds.",
        enum: [{ value: "small" }, { value: "large" }],
      },
    });
    expect(described.variables.it).toEqual({
      type: "string",
      oneOf: [{ type: "string" }, { $ref: "#/types/library:index:Size" }],
      description: "How much. One of small, large.",
      default: "small",
    });
  });

  it("that is an object with a name is itself where it is the whole result of a function", () => {
    const outputs = z.strictObject({ title: z.string() }).meta({ id: "Book", description: "A book." });
    const find = defineFunction({
      token: "library:index:findBook",
      description: "A book.",
      inputs: z.strictObject({}),
      outputs,
      call: async () => ({ title: "" }),
    });

    const { functions } = schemaOf({ functions: [find] });

    expect(functions["library:index:findBook"]?.outputs).toEqual({
      type: "object",
      description: "A book.",
      properties: { title: { type: "string" } },
      required: ["title"],
    });
  });

  it.each<[string, z.ZodType]>([
    ["that says nothing", z.any()],
    ["that is an object without a name", z.strictObject({ a: z.string() })],
  ])("%s cannot be said, and what to do is named", (_name, schema) => {
    expect(() => typeOf(schema)).toThrow(/a Pulumi schema cannot say .*; give it a type or a meta id/);
  });
});
