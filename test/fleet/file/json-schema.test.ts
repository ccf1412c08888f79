import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { fleetFileSchema } from "../../../fleet/file/json-schema.ts";
import { fleetFilePage } from "../../../tools/fleet-file/page.ts";

const repository = path.join(import.meta.dirname, "../../..");
const schema = fleetFileSchema();
const asEditor = z.fromJSONSchema(schema);
const example = () => parse(readFileSync(path.join(repository, "examples/fleet/fleet.yaml"), "utf8"));

/** Every mapping of a schema, by its path. */
function keysWithout(what: string, value: unknown, at: string): string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const properties = Object.entries(Object(Reflect.get(value, "properties")));
  return [
    ...properties.flatMap(([key, each]) => [
      ...(Reflect.has(Object(each), what) ? [] : [`${at}.${key}`]),
      ...keysWithout(what, each, `${at}.${key}`),
    ]),
    ...keysWithout(what, Reflect.get(value, "items"), `${at}[]`),
  ];
}

describe("fleet.schema.json", () => {
  it("is what the code makes, and so is the page", () => {
    const written = readFileSync(path.join(repository, "fleet/fleet.schema.json"), "utf8");
    expect(JSON.parse(written)).toEqual(schema);
    expect(readFileSync(path.join(repository, "docs/fleet-file.md"), "utf8")).toBe(fleetFilePage(schema));
  });

  it("describes every key, those of the settings too", () => {
    expect(keysWithout("description", schema, "")).toEqual([]);
  });

  it("has an example for each name, id and variable", () => {
    const unexplained = keysWithout("examples", schema, "").filter((key) =>
      /(?:name|id|variable)$/i.test(key),
    );
    expect(unexplained.filter((key) => !key.includes(".settings."))).toEqual([]);
  });

  it("takes the example, and settings in each of the forms that the program takes", () => {
    expect(asEditor.safeParse(example()).error).toBeUndefined();
    const settings = {
      assignments: { groups: ["A", { group: "B" }], allUsers: true },
      readiness: true,
      "intune:x": 1,
    };
    expect(asEditor.safeParse({ ...example(), defaults: { settings } }).error).toBeUndefined();
  });

  it.each([
    { ring: [] },
    { defaults: { settings: { assignment: {} } } },
    { defaults: { settings: { tenantId: "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90" } } },
    { rings: [{ name: "canary", concurrency: 0 }] },
    {
      credential: {
        application: { clientId: "8d7c6b5a-4e3f-4a2b-9c1d-0e9f8a7b6c5d", secret: { variable: "abc8Q~x" } },
      },
    },
  ])("marks %j in an editor", (wrong) => {
    expect(asEditor.safeParse({ ...example(), ...wrong }).success).toBe(false);
  });
});
