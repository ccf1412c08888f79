import type { Context } from "../context.ts";
import { principalsToKeep } from "./apply.ts";
import { declaredIn } from "./declared.ts";
import { engineImportFile, type ImportFile } from "./import-file.ts";
import { type Found, isLookedUp, lookUpAll } from "./look-up.ts";
import { type Misplaced, misplacedIn } from "./misplaced.ts";
import type { Pulumi } from "./pulumi.ts";
import { resourcesIn, type StateResource } from "./state.ts";

/** What `adopt` goes by. */
export type Examined = {
  /** What the program declares and the stack does not have, each with its id where the tenant has it. */
  readonly found: readonly Found[];
  readonly misplaced: readonly Misplaced[];
  /** Service principals of Microsoft's applications that a destroy of the present state would delete. */
  readonly deletable: readonly StateResource[];
  readonly importFile: ImportFile;
};

/** Compares program, state and tenant, and writes to none of them. Raises as lookUpAll and pulumiOn do. */
export async function examineStack(
  context: Context,
  pulumi: Pulumi,
  profile: string | undefined,
): Promise<Examined> {
  const { graph, signal } = context;
  const progress = context.progress("Asking Pulumi what it would create");
  try {
    const state = await pulumi.state();
    const held = resourcesIn(state).filter(({ type }) => isLookedUp(type));
    const exclude = await pulumi.undeclared(held.flatMap(({ urn, protect }) => (protect ? [urn] : [])));
    const [{ steps, found }, importFile] = await engineImportFile(async (engineFile) => {
      const planned = await pulumi.preview({ importFile: engineFile, exclude });
      progress.update("Looking it up in the tenant");
      return { steps: planned, found: await lookUpAll(declaredIn(planned), { graph, signal, profile }) };
    });
    const misplaced = misplacedIn({ held, steps: steps.filter(({ urn }) => !exclude.includes(urn)), found });
    return { found, misplaced, deletable: principalsToKeep(state), importFile };
  } finally {
    progress.stop();
  }
}
