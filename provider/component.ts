import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";

/** What a program gave a component: inputs by name, any part of which may be an output. */
export type ComponentInputs = pulumi.Inputs;

/** The options of a component as the engine passes them on, beyond those that the SDK has for components. */
export type ComponentOptions = pulumi.ComponentResourceOptions & {
  additionalSecretOutputs?: string[];
  deleteBeforeReplace?: boolean;
};

/** A component that was made, with a property for each of the outputs that its schema names. */
type MadeComponent<Out extends z.ZodObject> = pulumi.ComponentResource & {
  readonly [Name in keyof z.output<Out>]: pulumi.Input<unknown>;
};

/** Makes the component and registers its children, as the constructor of its class does in a program. */
type Construct<Out extends z.ZodObject> = (
  name: string,
  inputs: ComponentInputs,
  options: ComponentOptions,
) => MadeComponent<Out> | Promise<MadeComponent<Out>>;

/**
 * A component that the provider constructs for programs in other languages.
 *
 * `inputs` are what it accepts with every output resolved: the package's schema is made of them, and what a program gives is
 * checked against them as far as it is known. `load` gets the component's class. It imports Pulumi's SDK, which no other call of the
 * protocol needs, so that it is called by the first Construct.
 */
export type ComponentDefinition<In extends z.ZodObject, Out extends z.ZodObject, Token extends string> = {
  readonly token: Token;
  readonly description: string;
  readonly inputs: In;
  readonly outputs: Out;
  load(): Promise<Construct<Out>>;
};

/** A component as the protocol sees it. */
export type Component<Token extends string = string> = ComponentDefinition<z.ZodObject, z.ZodObject, Token>;

/**
 * A component that the protocol can serve.
 *
 * @example
 *     defineComponent({
 *       token: "library:index:Branch",
 *       description: "A library with its shelves.",
 *       inputs: z.strictObject({ rooms: z.array(z.string()) }),
 *       outputs: z.strictObject({ shelfIds: z.array(z.string()) }),
 *       load: async () => {
 *         const { Branch } = await import("./branch.ts");
 *         return (name, { rooms }, options) => new Branch(name, { rooms }, options);
 *       },
 *     });
 */
export function defineComponent<In extends z.ZodObject, Out extends z.ZodObject, const Token extends string>(
  definition: ComponentDefinition<In, Out, Token>,
): Component<Token> {
  return definition;
}
