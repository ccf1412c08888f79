import { unlessNotFound } from "../../graph/not-found.ts";
import { IntuneError } from "../errors.ts";

type FoundObject = { readonly id: string };

/** How to find the one object that a program means, by its ID or its name. */
type Search<Found extends FoundObject> = {
  /** What it is, as in `managed device`. */
  readonly what: string;
  /** The ID and the name that the program gave, by the names of its arguments. */
  readonly by: { readonly id: string | undefined } & { readonly [argument: string]: string | undefined };
  readonly named: (found: Found) => string;
  /** Undefined where what has the ID is something else. */
  readonly read: (id: string) => Promise<Found | undefined>;
  readonly list: (name: string) => Promise<readonly Found[]>;
};

/**
 * The one object that fits.
 *
 * @throws IntuneError `lookUpArguments` unless just one argument is given, `objectMissing` where none fits, and
 * `objectAmbiguous`, which lists the IDs, where several do.
 */
export async function one<Found extends FoundObject>({
  what,
  by,
  named,
  read,
  list,
}: Search<Found>): Promise<Found> {
  const given = Object.entries(by).filter(([, value]) => value !== undefined && value !== "");
  const [[argument, value = ""] = ["", ""], ...others] = given;
  if (argument === "" || others.length > 0) {
    const names = Object.keys(by).join(" or ");
    throw new IntuneError({
      code: "lookUpArguments",
      message: `The look-up of a ${what} has ${given.length === 0 ? "no argument" : "more than one argument"}.`,
      hint: `Give it ${names}, and only one of them.`,
    });
  }
  const found = argument === "id" ? await ofId(value) : await fitting(value);
  const [first] = found;
  if (first === undefined) {
    throw new IntuneError({
      code: "objectMissing",
      message: `The tenant has no ${what} with the ${argument} "${value}".`,
      hint: "Check it in the Intune admin center: a role or its scope tags may keep it from the signed-in account.",
    });
  }
  if (found.length > 1) {
    throw new IntuneError({
      code: "objectAmbiguous",
      message: `${found.length} objects are a ${what} with the ${argument} "${value}": ${found.map(({ id }) => id).join(", ")}.`,
      hint: "Give the id of one of them.",
    });
  }
  return first;

  async function ofId(id: string): Promise<Found[]> {
    const object = await unlessNotFound(read(id));
    return object === undefined ? [] : [object];
  }

  async function fitting(name: string): Promise<Found[]> {
    // Intune compares loosely, and ignores a condition that it does not know.
    return (await list(name)).filter((each) => named(each).toLowerCase() === name.toLowerCase());
  }
}
