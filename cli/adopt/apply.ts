import { grantChanges, removalInWords } from "../../domain/granted-scopes.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { nameIn } from "./declared.ts";
import type { Found } from "./look-up.ts";
import type { Pulumi, Step } from "./pulumi.ts";

/** The import file's path, and the resources in it. */
type Import = { readonly path: string; readonly present: readonly Found[] };

/**
 * Imports what was found, and says what the next update would still do. Raises CommandError: an import that fails or
 * is interrupted half-way says what came in and what did not.
 */
export async function applyImport(
  context: Context,
  pulumi: Pulumi,
  { path, present }: Import,
): Promise<undefined> {
  const progress = context.progress(`Importing ${counted(present.length)}`);
  try {
    await pulumi.import(path).catch(async (error: unknown) => {
      throw error instanceof CommandError ? await halfWay(error, pulumi, present) : error;
    });
    progress.update("Imported. Asking Pulumi what is still to do");
    const steps = (await pulumi.preview()).filter(({ op }) => !idle.has(op));
    progress.stop();
    context.output.note(`Imported ${counted(present.length)}. ${whatIsLeft(steps)}`);
  } finally {
    progress.stop();
  }
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
  const urns = await pulumi.urns().catch(() => undefined);
  if (urns === undefined) {
    return new CommandError(code, `${message}\nWhat came in before that could not be found out.`, {
      hint: "See with `pulumi stack`, and run the same command again: it goes on with what is missing.",
      ending,
    });
  }
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
