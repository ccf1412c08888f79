import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

const stateResponse = z.looseObject({
  outputs: z.record(z.string(), z.looseObject({ outputs: z.record(z.string(), z.unknown()).catch({}) })),
});

/** What the stack's state has of resources, before this run registers any. */
export type StackState = {
  /** Outputs of the resource of that type and name; undefined where the state does not have it. */
  find(type: string, name: string): Readonly<Record<string, unknown>> | undefined;
  /** URNs of the resources of that type whose outputs have that value. */
  urnsOf(type: string, property: string, value: string): string[];
};

/**
 * The state that the last run of this stack left. It costs no request to the tenant: the engine reads it where it is
 * kept. A program needs it to tell what it manages from what others made.
 *
 * @param parent The component that asks. Where components of several parents have resources of one name, its own are meant.
 * @throws Error of the engine where it cannot be read.
 */
export async function readStackState(parent?: pulumi.Resource): Promise<StackState> {
  const stackName = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  const result: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {
    stackName,
  });
  const resources = stateResponse.safeParse(result).data?.outputs ?? {};
  const all = Object.entries(resources).map(([urn, { outputs }]) => ({ urn, key: keyOf(urn), outputs }));
  const byKey = Map.groupBy(all, ({ key }) => key);
  const own = parent && `${typesOf(await urnOf(parent))}$`;
  return {
    find(type, name) {
      const [first, ...more] = byKey.get(`${type}::${name}`) ?? [];
      const found =
        more.length > 0 && own ? [first, ...more].find((one) => one && isWithin(own, one.urn)) : first;
      return found?.outputs;
    },
    urnsOf: (type, property, value) =>
      all
        .filter(({ key, outputs }) => key.startsWith(`${type}::`) && outputs[property] === value)
        .map(({ urn }) => urn),
  };
}

function urnOf(resource: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => resource.urn.apply(resolve));
}

/** A URN's own type, after those of its parents. */
function typesOf(urn: string): string {
  return urn.split("::")[2] ?? "";
}

function isWithin(ownTypes: string, urn: string): boolean {
  return typesOf(urn).startsWith(ownTypes);
}

/** A URN's own type and name, without stack, project and the types of its parents. */
function keyOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.slice(types.lastIndexOf("$") + 1)}::${name.join("::")}`;
}
