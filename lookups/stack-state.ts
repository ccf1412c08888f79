import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

const stateResponse = z.looseObject({
  outputs: z.record(z.string(), z.looseObject({ outputs: z.record(z.string(), z.unknown()).catch({}) })),
});

/** What the stack's state has of resources, before this run registers any. */
export type StackState = {
  /** Outputs of the resource of that type and name; undefined where the state does not have it. */
  find(type: string, name: string): Readonly<Record<string, unknown>> | undefined;
  /** URNs of the resources of that type whose outputs have that value, but those that another component has claimed. */
  urnsOf(type: string, property: string, value: string): string[];
};

/** The URNs of components that own what the state has under them. */
const claims = new Set<string>();

/**
 * Has what the state keeps under a component be that component's alone.
 *
 * @returns When the component is registered, which is after all that it depends on.
 */
export async function claimState(component: pulumi.Resource): Promise<void> {
  claims.add(await urnOf(component));
}

/**
 * The state that the last run of this stack left. It costs no request to the tenant: the engine reads it where it is
 * kept. A program needs it to tell what it manages from what others made.
 *
 * @param parent The component that asks. Its own resources are meant, else those of its name that no other component of the
 *   program has claimed: it may have had another parent or type.
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
  const own = parent && (await urnOf(parent));
  const others = [...claims].filter((claimed) => claimed !== own);
  const isOthers = (urn: string) => others.some((other) => isOf(other, urn));
  return {
    find(type, name) {
      const found = byKey.get(`${type}::${name}`) ?? [];
      const mine = own ? found.find(({ urn }) => isOf(own, urn)) : undefined;
      return (mine ?? found.find(({ urn }) => !isOthers(urn)))?.outputs;
    },
    urnsOf: (type, property, value) =>
      all
        .filter(({ key, outputs }) => key.startsWith(`${type}::`) && outputs[property] === value)
        .map(({ urn }) => urn)
        .filter((urn) => !isOthers(urn)),
  };
}

function urnOf(resource: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => resource.urn.apply(resolve));
}

/** Whether a resource is a component's, told by the types of its parents, of which a URN has no names, and its own name. */
function isOf(component: string, urn: string): boolean {
  return (
    `${typesOf(urn)}$`.startsWith(`${typesOf(component)}$`) &&
    `${nameOf(urn)}-`.startsWith(`${nameOf(component)}-`)
  );
}

/** A URN's own type, after those of its parents. */
function typesOf(urn: string): string {
  return urn.split("::")[2] ?? "";
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** A URN's own type and name, without stack, project and the types of its parents. */
function keyOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.slice(types.lastIndexOf("$") + 1)}::${name.join("::")}`;
}
