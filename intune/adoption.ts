import type { IntuneClient } from "./client.ts";
import { IntuneError } from "./errors.ts";
import type { ProfileSnapshot } from "./profile-snapshot.ts";
import { listByName } from "./profiles.ts";

/** A profile that has the wanted name; whether it is equal in all that the program declares. */
export type Candidate = { readonly profile: ProfileSnapshot; readonly equal: boolean };

/**
 * Of the profiles that have the wanted name, the one that is ours: the only one, and equal in all that the
 * program declares. None: undefined, a new one may be made.
 *
 * @throws IntuneError that lists the ids where it is anything else.
 */
export function adoptable(
  displayName: string,
  candidates: readonly Candidate[],
): ProfileSnapshot | undefined {
  const [only, ...others] = candidates;
  if (only === undefined) {
    return undefined;
  }
  if (others.length === 0 && only.equal) {
    return only.profile;
  }
  const ids = candidates.map(
    ({ profile, equal }) => `  ${profile.id}${equal ? " (equal to the declared one)" : notCompared(profile)}`,
  );
  const profiles = candidates.length === 1 ? "a custom profile" : `${candidates.length} custom profiles`;
  throw new IntuneError({
    code: "nameTaken",
    message: [`Intune already has ${profiles} named "${displayName}":`, ...ids].join("\n"),
    hint: [
      "Nothing was created. Bring one under management with",
      "  npm run pin-reset -- adopt --profile ID --apply",
      "for the PinReset component. In a program of your own: `pulumi preview --import-file FILE`, the id in that file, and",
      "  pulumi import --file FILE",
      "so that the import is for this resource and no other name. Or give this profile another displayName.",
    ].join("\n"),
  });
}

/** Without its encrypted values no profile counts as equal, although it may be what a lost create has made. */
function notCompared({ unread }: ProfileSnapshot): string {
  return unread && unread.unknown.length > 0
    ? " (its encrypted values were not compared, since intune:readEncryptedValues is false)"
    : "";
}

/**
 * The id that an import names: itself, or that of the one profile in `name:<displayName>`.
 *
 * @throws IntuneError where there is no profile of that name, or more than one; GraphError.
 */
export async function importedId(client: IntuneClient, given: string, signal: AbortSignal): Promise<string> {
  if (!given.startsWith("name:")) {
    return given;
  }
  const displayName = given.slice("name:".length);
  const ids = (await listByName(client, displayName, signal, "v1.0")).map((profile) => profile.id);
  const [only, ...others] = ids;
  if (only === undefined) {
    throw new IntuneError({
      code: "profileNotFound",
      message: `Intune has no custom profile named "${displayName}".`,
      hint: "Names are compared exactly: copy it from the Intune admin center, or import by the profile's id.",
    });
  }
  if (others.length === 0) {
    return only;
  }
  throw new IntuneError({
    code: "profileAmbiguous",
    message: [
      `Intune has ${ids.length} custom profiles named "${displayName}":`,
      ...ids.map((id) => `  ${id}`),
    ].join("\n"),
    hint: "Import one of them by its id.",
  });
}
