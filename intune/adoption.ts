import type { IntuneClient } from "./client.ts";
import { IntuneError } from "./errors.ts";
import { listByName } from "./policies.ts";
import type { PolicyKind } from "./policy-kind.ts";

/** A policy that has the wanted name; whether it is equal in all that the program declares, and what to say of that. */
export type Candidate<Policy> = {
  readonly policy: Policy & { readonly id: string };
  readonly equal: boolean;
  readonly note?: string | undefined;
};

/**
 * Of the policies that have the wanted name, the one that is ours: the only one, and equal in all that the
 * program declares. None: undefined, a new one may be made.
 *
 * @throws IntuneError that lists the ids where it is anything else.
 */
export function adoptable<Policy>(
  { words, nameProperty, adoptedByName }: PolicyKind,
  name: string,
  candidates: readonly Candidate<Policy>[],
): Policy | undefined {
  const [only, ...others] = candidates;
  if (only === undefined) {
    return undefined;
  }
  if (others.length === 0 && only.equal) {
    return only.policy;
  }
  const ids = candidates.map(({ policy, equal, note }) => {
    return `  ${policy.id}${equal ? " (equal to the declared one)" : note === undefined ? "" : ` (${note})`}`;
  });
  const present = candidates.length === 1 ? `a ${words.one}` : `${candidates.length} ${words.several}`;
  throw new IntuneError({
    code: "nameTaken",
    message: [`Intune already has ${present} named "${name}":`, ...ids].join("\n"),
    hint: [
      "Nothing was created. Bring one under management with",
      `  npm run pin-reset -- adopt ${adoptedByName ? "" : "--profile ID "}--apply`,
      "for the PinReset component. In a program of your own: `pulumi preview --import-file FILE`, the id in that file, and",
      "  pulumi import --file FILE",
      `so that the import is for this resource and no other name. Or give this ${words.noun} another ${nameProperty}.`,
    ].join("\n"),
  });
}

/**
 * The id that an import names: itself, or that of the one policy in `name:<name>`.
 *
 * @throws IntuneError where there is no policy of that name, or more than one; GraphError.
 */
export async function importedId(
  client: IntuneClient,
  kind: PolicyKind,
  given: string,
  signal: AbortSignal,
): Promise<string> {
  if (!given.startsWith("name:")) {
    return given;
  }
  const { words, version } = kind;
  const name = given.slice("name:".length);
  const ids = (await listByName(client, { kind, name, version, signal })).map((policy) => policy.id);
  const [only, ...others] = ids;
  if (only === undefined) {
    throw new IntuneError({
      code: "profileNotFound",
      message: `Intune has no ${words.one} named "${name}".`,
      hint: `Names are compared exactly: copy it from the Intune admin center, or import by the ${words.noun}'s id.`,
    });
  }
  if (others.length === 0) {
    return only;
  }
  throw new IntuneError({
    code: "profileAmbiguous",
    message: [
      `Intune has ${ids.length} ${words.several} named "${name}":`,
      ...ids.map((id) => `  ${id}`),
    ].join("\n"),
    hint: "Import one of them by its id.",
  });
}
