import { z } from "zod";
import { defineResource } from "../../provider/define.ts";
import type { Resource } from "../../provider/resource.ts";
import type { ArmBody, ArmClient } from "./arm/client.ts";
import { fillPath, parsePath } from "./paths.ts";
import { pick, withChanges } from "./projection.ts";

/** A resource of Azure Resource Manager, as it differs from the others. */
export type ArmDefinition<In extends z.ZodObject, Out extends z.ZodObject> = {
  readonly token: string;
  readonly description: string;
  /** The id, with the names of inputs in braces, and `{subscriptionId}`. */
  readonly path: string;
  readonly apiVersion: string;
  readonly inputs: In;
  /** What Azure shows: all members that are inputs too, and those that are not. */
  readonly outputs: Out;
  readonly replaceOn: readonly Extract<keyof z.output<In>, string>[];
  /** Whether the members of ARM's `properties` are members of the resource itself. */
  readonly flat: boolean;
  /** Fills in what a write needs beyond the inputs. `current` is undefined in a create. */
  readonly complete?: (body: Members, current: ArmBody | undefined) => Members;
};

type Members = Readonly<Record<string, unknown>>;

/** What stands beside `properties` in the body of every resource. */
const envelope = ["location", "managedBy", "tags"];

/** An input that the published plugin can do without, and this stand-in cannot. */
export const named = z.string("is required here: the stand-in makes no names and no locations up").min(1);

/** Names with values, as resources are tagged. */
export const tags = z.record(z.string(), z.string());

/** What every resource shows. */
export const shownAlways = { azureApiVersion: z.string(), name: z.string(), type: z.string() };

/** Serves a resource by GET, PUT and DELETE, the way in which the published plugin does. */
export function defineArmResource<In extends z.ZodObject, Out extends z.ZodObject>(
  definition: ArmDefinition<In, Out>,
): Resource<ArmClient> {
  const { path, apiVersion, flat, complete } = definition;
  const inPath = parsePath(path, path) ?? {};

  const bodyOf = (inputs: Members): Members => {
    const own = Object.entries(inputs).filter(([key]) => !Object.hasOwn(inPath, key));
    if (!flat) {
      return Object.fromEntries(own);
    }
    const properties = own.filter(([key]) => !envelope.includes(key));
    return {
      ...Object.fromEntries(own.filter(([key]) => envelope.includes(key))),
      ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
    };
  };

  const completed = (inputs: Members, current: ArmBody | undefined): Members =>
    complete === undefined ? bodyOf(inputs) : complete(bodyOf(inputs), current);

  const outputsOf = ({ properties, ...shown }: ArmBody): z.output<Out> =>
    definition.outputs.parse({
      ...shown,
      ...(flat ? properties : { properties }),
      azureApiVersion: apiVersion,
    });

  const inputsShown = (outputs: Members): Members => {
    const own = Object.entries(outputs).filter(([key]) => !Object.hasOwn(inPath, key));
    return Object.fromEntries(Object.entries(Object(pick(definition.inputs, Object.fromEntries(own)))));
  };

  return defineResource<In, Out, ArmClient>({
    token: definition.token,
    description: definition.description,
    inputs: definition.inputs,
    outputs: definition.outputs,
    replaceOn: definition.replaceOn,

    async create({ client, signal }, inputs) {
      const id = fillPath(path, { ...inputs, subscriptionId: client.subscriptionId() });
      if ((await client.get(id, apiVersion, signal)) !== undefined) {
        throw new Error(`cannot create already existing resource '${id}'`);
      }
      const made = await client.put(id, apiVersion, completed(inputs, undefined), signal);
      return { id: made.id, inputs, outputs: outputsOf(made) };
    },

    async read({ client, signal }, id, known) {
      const names = known === undefined ? needNames(id) : {};
      const found = await client.get(id, apiVersion, signal);
      if (found === undefined) {
        return undefined;
      }
      const outputs = outputsOf(found);
      const shown = inputsShown(outputs);
      const inputs =
        known === undefined
          ? { ...shown, ...names }
          : withChanges(known.inputs, inputsShown(known.outputs), shown);
      return { id, inputs: definition.inputs.parse(inputs), outputs };
    },

    async update({ client, signal }, _id, inputs) {
      const id = fillPath(path, { ...inputs, subscriptionId: client.subscriptionId() });
      const current = complete && (await client.get(id, apiVersion, signal));
      const made = await client.put(id, apiVersion, completed(inputs, current), signal);
      return { outputs: outputsOf(made) };
    },

    async delete({ client, signal }, id) {
      await client.delete(id, apiVersion, signal);
      return undefined;
    },
  });

  function needNames(id: string): Members {
    const found = parsePath(path, id);
    if (found === undefined) {
      throw new Error(`"${id}" is no id of this resource: give one of the form ${path}`);
    }
    const { subscriptionId: _subscriptionId, ...names } = found;
    return names;
  }
}
