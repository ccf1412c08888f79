import { pinResetApps } from "../../domain/applications.ts";
import { grantChanges, removalInWords } from "../../domain/granted-scopes.ts";
import { PulumiError } from "../../pulumi-cli/errors.ts";
import type { ProjectStack } from "../../pulumi-cli/project-stack.ts";
import { resourcesIn, type StateFile, type StateResource } from "../../pulumi-cli/state-file.ts";
import { type Step, stepsIn } from "../../pulumi-cli/steps.ts";
import type { Context } from "../context.ts";
import { nameIn } from "./declared.ts";
import type { Found } from "./look-up.ts";
import type { Misplaced } from "./misplaced.ts";
import { deletablePrincipals, retained } from "./principals.ts";

/** The import file's path, the resources in it, and what the state holds of them under other names. */
type Import = {
  readonly path: string | undefined;
  readonly present: readonly Found[];
  readonly misplaced: readonly Misplaced[];
  /** What the program declares in place of what stays as it is. */
  readonly left: readonly Found[];
};

/**
 * Imports what was found, marks both service principals in the state as kept, takes what was misplaced out of the
 * state, and says what the next update would still do. Nothing of it writes to the tenant.
 *
 * @throws PulumiError, which lists what was imported and what was not where an import failed or was interrupted.
 */
export async function applyImport(
  context: Context,
  stack: ProjectStack,
  { path, present, misplaced, left }: Import,
): Promise<undefined> {
  const { note } = context.output;
  const progress = context.progress(`Importing ${counted(present.length)}`);
  try {
    if (path !== undefined) {
      await stack.import(path).catch(async (error: unknown) => {
        throw error instanceof PulumiError ? await halfWay(error, stack, present) : error;
      });
    }
    const kept = await keepPrincipals(stack);
    // Their object has its own resource by now, so that an interruption leaves it managed.
    for (const { urn } of misplaced.toReversed()) {
      await stack.forget(urn);
    }
    progress.update("Imported. Asking Pulumi what is still to do");
    const isLeft = (urn: string) => left.some((one) => one.urn === urn);
    const steps = stepsIn(await stack.preview()).filter(({ op, urn }) => !idle.has(op) && !isLeft(urn));
    progress.stop();
    if (misplaced.length > 0) {
      note(`Taken out of the state: ${misplaced.map(shownName).join(", ")}.`);
    }
    if (kept.length > 0) {
      note(`Marked in the state, so that a destroy leaves them: ${kept.join(", ")}.`);
    }
    const otherwise = left.length > 0 ? "Beside what stays as it is: " : "";
    note(`Imported ${counted(present.length)}. ${otherwise}${whatIsLeft(steps)}`);
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
 * the state too, an unprotected principal would be deleted. Returns the names of those that are marked now.
 */
async function keepPrincipals(stack: ProjectStack): Promise<readonly string[]> {
  const state = await stack.state();
  const deletable = principalsToKeep(state);
  if (deletable.length === 0) {
    return [];
  }
  await stack.setState(retained(state, deletable)).catch((error: unknown) => {
    throw error instanceof PulumiError ? notKept(error) : error;
  });
  return deletable.map(({ urn }) => nameIn(urn));
}

function notKept({ code, message }: PulumiError): PulumiError {
  return new PulumiError(
    code,
    message,
    "A destroy would still delete the service principals once they are unprotected. Leave them protected, and run " +
      "the same command again.",
  );
}

const idle = new Set(["same", "refresh", "read"]);

function whatIsLeft(steps: readonly Step[]): string {
  if (steps.length === 0) {
    return "The next `pulumi up` changes nothing.";
  }
  const lines = steps.map((step) => {
    const paths = Object.keys(step.detailedDiff ?? {});
    const words = [...paths, ...removalsOf(step)];
    return `  ${step.op} ${nameIn(step.urn)}${words.length > 0 ? `: ${words.join(", ")}` : ""}`;
  });
  return ["The next `pulumi up` would:", ...lines].join("\n");
}

/** What an update takes away from a grant, in words. */
function removalsOf({ old, new: planned }: Step): string[] {
  const words = removalInWords(grantChanges(old?.inputs, planned?.inputs));
  return words === undefined ? [] : [words];
}

async function halfWay(
  { code, message }: PulumiError,
  stack: ProjectStack,
  present: readonly Found[],
): Promise<PulumiError> {
  const state = await stack.state().catch(() => undefined);
  if (state === undefined) {
    return new PulumiError(
      code,
      `${message}\nWhat was imported before that is not known.`,
      "See with `pulumi stack`, and run the same command again: it goes on with what is missing.",
    );
  }
  // Where this fails, they are still protected, and the next run marks them.
  await keepPrincipals(stack).catch(() => undefined);
  const urns = new Set(resourcesIn(state).map(({ urn }) => urn));
  const listed = (isIn: boolean) =>
    present.flatMap(({ urn, name }) => (urns.has(urn) === isIn ? [name] : [])).join(", ") || "nothing";
  return new PulumiError(
    code,
    `${message}\nImported: ${listed(true)}.\nNot imported: ${listed(false)}.`,
    "The tenant was not changed. Run the same command again: it goes on with what is missing.",
  );
}

function counted(resources: number): string {
  return resources === 1 ? "1 resource" : `${resources} resources`;
}
