import type { ImportFile } from "../../pulumi-cli/import-file.ts";
import type { ProjectStack } from "../../pulumi-cli/project-stack.ts";
import { resourcesIn, type StateResource } from "../../pulumi-cli/state-file.ts";
import type { Context } from "../context.ts";
import { principalsToKeep } from "./apply.ts";
import { declaredIn } from "./declared.ts";
import { type Found, isLookedUp, lookUpAll } from "./look-up.ts";
import { type Misplaced, misplacedIn } from "./misplaced.ts";

/** What `adopt` goes by. */
export type Examined = {
  /** What the program declares and the stack does not have, each with its id where the tenant has it. */
  readonly found: readonly Found[];
  readonly misplaced: readonly Misplaced[];
  /** Service principals of Microsoft's applications that a destroy of the present state would delete. */
  readonly deletable: readonly StateResource[];
  readonly importFile: ImportFile;
};

/**
 * Compares program, state and tenant, and writes to none of them.
 *
 * @throws PulumiError, and what lookUpAll throws.
 */
export async function examineStack(
  context: Context,
  stack: ProjectStack,
  profile: string | undefined,
): Promise<Examined> {
  const { graph, signal } = context;
  const progress = context.progress("Asking Pulumi what it would create");
  try {
    const state = await stack.state();
    const held = resourcesIn(state).filter(({ type }) => isLookedUp(type));
    const exclude = await stack.undeclared(held.flatMap(({ urn, protect }) => (protect ? [urn] : [])));
    const { steps, dependencies, importFile } = await stack.plan(exclude);
    progress.update("Looking it up in the tenant");
    const ids = new Set(held.map(({ id }) => id?.toLowerCase()));
    const isHeld = (id: string) => ids.has(id.toLowerCase());
    const found = await lookUpAll(declaredIn(steps, dependencies), { graph, signal, profile, isHeld });
    const misplaced = misplacedIn({ held, steps: steps.filter(({ urn }) => !exclude.includes(urn)), found });
    return { found, misplaced, deletable: principalsToKeep(state), importFile };
  } finally {
    progress.stop();
  }
}
