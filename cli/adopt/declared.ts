import type { Dependencies, Step } from "../../pulumi-cli/steps.ts";

/** A resource that the program declares and the stack does not have yet. */
export type Declared = {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** As the program gives them; what depends on another resource is not known yet. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The URNs of the resources that an input comes from. */
  readonly dependencies: Dependencies[string];
};

/** The resources, components apart, that a preview would create; each after those it depends on. */
export function declaredIn(steps: readonly Step[], dependencies: Dependencies): Declared[] {
  return steps.flatMap(({ op, urn, new: planned }) => {
    if (op !== "create" || !planned?.custom) {
      return [];
    }
    const { type, inputs } = planned;
    return [{ urn, type, name: nameIn(urn), inputs, dependencies: dependencies[urn] ?? {} }];
  });
}

/** The name at the end of a URN. Source: https://www.pulumi.com/docs/iac/concepts/resources/names/#urns */
export function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
