import { pinResetApps } from "../../domain/applications.ts";
import { grantChanges, removalInWords } from "../../domain/granted-scopes.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { nameIn } from "./declared.ts";
import type { Found } from "./look-up.ts";
import type { Misplaced } from "./misplaced.ts";
import type { Pulumi, Step } from "./pulumi.ts";
import { deletablePrincipals, resourcesIn, retained, type StateFile, type StateResource } from "./state.ts";

/** The import file's path, the resources in it, and what the state holds of them under other names. */
type Import = {
  readonly path: string | undefined;
  readonly present: readonly Found[];
  readonly misplaced: readonly Misplaced[];
};

/**
 * Imports what was found, marks both service principals in the state as kept, takes what was misplaced out of the
 * state, and says what the next update would still do. Nothing of it writes to the tenant. Raises CommandError: an
 * import that fails or is interrupted half-way says what came in and what did not.
 */
export async function applyImport(
  context: Context,
  pulumi: Pulumi,
  { path, present, misplaced }: Import,
): Promise<undefined> {
  const { note } = context.output;
  const progress = context.progress(`Importing ${counted(present.length)}`);
  try {
    if (path !== undefined) {
      await pulumi.import(path).catch(async (error: unknown) => {
        throw error instanceof CommandError ? await halfWay(error, pulumi, present) : error;
      });
    }
    const kept = await keepPrincipals(pulumi);
    // Their object has its own resource by now, so that an interruption leaves it managed.
    for (const { urn } of misplaced.toReversed()) await pulumi.forget(urn);
    progress.update("Imported. Asking Pulumi what is still to do");
    const steps = (await pulumi.preview()).filter(({ op }) => !idle.has(op));
    progress.stop();
    if (misplaced.length > 0) note(`Taken out of the state: ${misplaced.map(shownName).join(", ")}.`);
    if (kept.length > 0) note(`Marked in the state, so that a destroy leaves them: ${kept.join(", ")}.`);
    note(`Imported ${counted(present.length)}. ${whatIsLeft(steps)}`);
  } finally {
    progress.stop();
  }
}

const shownName = ({ urn }: Misplaced) => nameIn(urn);

/** The service principals of Microsoft's two applications that a destroy of this state would delete. */
export function principalsToKeep(state: StateFile): readonly StateResource[] {
  return deletablePrincipals(state, Object.values(pinResetApps));
}

/**
 * The engine imports without `retainOnDelete`, and goes by the state when it deletes: until the program's option is in
 * the state too, an unprotected principal would be deleted. Answers the names of those that are marked now.
 */
async function keepPrincipals(pulumi: Pulumi): Promise<readonly string[]> {
  const state = await pulumi.state();
  const deletable = principalsToKeep(state);
  if (deletable.length === 0) return [];
  await pulumi.setState(retained(state, deletable)).catch((error: unknown) => {
    throw error instanceof CommandError ? notKept(error) : error;
  });
  return deletable.map(({ urn }) => nameIn(urn));
}

function notKept({ code, message, ending }: CommandError): CommandError {
  return new CommandError(code, message, {
    hint:
      "A destroy would still delete the service principals once they are unprotected. Leave them protected, and run " +
      "the same command again.",
    ending,
  });
}

const idle = new Set(["same", "refresh", "read"]);

function whatIsLeft(steps: readonly Step[]): string {
  if (steps.length === 0) return "The next `pulumi up` changes nothing.";
  const lines = steps.map((step) => {
    const paths = Object.keys(step.detailedDiff ?? {});
    const words = [...paths, ...removalsOf(step)];
    return `  ${step.op} ${nameIn(step.urn)}${words.length > 0 ? `: ${words.join(", ")}` : ""}`;
  });
  return ["The next `pulumi up` would:", ...lines].join("\n");
}

/** What an update takes away from a grant, in words. */
function removalsOf({ oldState, newState }: Step): string[] {
  const words = removalInWords(grantChanges(oldState?.inputs, newState?.inputs));
  return words === undefined ? [] : [words];
}

async function halfWay(
  { code, message, ending }: CommandError,
  pulumi: Pulumi,
  present: readonly Found[],
): Promise<CommandError> {
  const state = await pulumi.state().catch(() => undefined);
  if (state === undefined) {
    return new CommandError(code, `${message}\nWhat came in before that could not be found out.`, {
      hint: "See with `pulumi stack`, and run the same command again: it goes on with what is missing.",
      ending,
    });
  }
  // Where this fails, they are still protected, and the next run marks them.
  await keepPrincipals(pulumi).catch(() => undefined);
  const urns = new Set(resourcesIn(state).map(({ urn }) => urn));
  const listed = (isIn: boolean) =>
    present.flatMap(({ urn, name }) => (urns.has(urn) === isIn ? [name] : [])).join(", ") || "nothing";
  return new CommandError(code, `${message}\nImported: ${listed(true)}.\nNot imported: ${listed(false)}.`, {
    hint: "The tenant was not changed. Run the same command again: it goes on with what is missing.",
    ending,
  });
}

function counted(resources: number): string {
  return resources === 1 ? "1 resource" : `${resources} resources`;
}
