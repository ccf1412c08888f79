import type { z } from "zod";
import type { Component } from "./component.ts";

/** An object in a Pulumi package schema, of which only this matters here. */
type ObjectSpec<Property> = {
  readonly properties: { readonly [name: string]: Property };
  readonly required: readonly string[];
};

/**
 * The components of a package, as its schema has them among the resources.
 *
 * @param objectOf Makes an object of the schema from a zod one.
 */
export function componentSpecs<Property>(
  components: readonly Component[],
  objectOf: (schema: z.ZodObject) => ObjectSpec<Property>,
): (readonly [token: string, spec: { readonly description: string; readonly [key: string]: unknown }])[] {
  return components.map(({ token, description, ...schemas }) => {
    const inputs = objectOf(schemas.inputs);
    const { properties, required } = objectOf(schemas.outputs);
    const spec = {
      isComponent: true,
      description,
      inputProperties: inputs.properties,
      requiredInputs: inputs.required,
      properties,
      required,
    };
    return [token, spec];
  });
}
