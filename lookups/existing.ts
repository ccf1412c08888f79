import type { InvokeOptions } from "@pulumi/pulumi";
import { isOnePass } from "../launcher/one-pass.ts";
import { type Issue, issuesError } from "../settings/issues.ts";
import type { Settings } from "../settings.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryQuery } from "./directory-query.ts";
import { type ExistingGrants, lookUpGrants, warnOfLargerGrants } from "./existing-grants.ts";
import { warnOfMixedGroups } from "./mixed-groups.ts";
import { lookUpOtherProfiles } from "./other-profiles.ts";
import { tellOfChangedKind, warnOfMisplacedProfile } from "./own-profiles.ts";
import { providerMessage } from "./provider-errors.ts";
import { readStackState, type StackState } from "./stack-state.ts";

/** What the tenant has already of what the stack does not manage yet. */
export type Existing = {
  grants: ExistingGrants;
  /** The profiles that are in the way of the stack's own, to be asked for before it is created once more. */
  beforeProfile?: (() => Promise<Issue[]>) | undefined;
  /** Whether the component must keep the type that it had first, and has in the state. */
  keepsFirstType?: boolean;
};

/** The type that the component had before the provider served it to other languages. */
export const firstType = "pin-reset:index:PinReset";

/** Set by `pin-reset adopt`, which looks up itself what exists, and needs all of it among what would be created. */
const adopting = "PIN_RESET_ADOPTING";

/**
 * Looks up what the stack would otherwise create a second time, before the first resource is registered: grants, which
 * are taken over, and policies that set EnablePinRecovery, which are refused. Warns of exclusions that do not apply, and says
 * what a changed kind of profile does. The stack's state is read beside the questions that do not depend on it, all of which
 * are in `query` when this returns its promise. For a profile and assignments that are in the state, the tenant is not asked.
 *
 * @throws RunError that lists every issue.
 */
export async function lookUpExisting(
  name: string,
  { consent, profile }: Pick<Settings, "consent" | "profile">,
  query: DirectoryQuery,
  directory: Promise<Pick<Directory, "tenantId" | "targets" | "membershipRules">>,
  options: InvokeOptions = {},
): Promise<Existing> {
  const reading = stackState(options);
  if (process.env[adopting] === "true") {
    return { grants: {}, keepsFirstType: keepsFirstType(name, await reading) };
  }
  const [{ grants, issues }, others, state] = await Promise.all([
    lookUpGrants(name, consent, query, reading),
    lookUpOtherProfiles(name, profile, directory, reading, options),
    reading,
    warnOfMixedGroups(name, directory, reading, options),
  ]);
  if (issues.length + others.issues.length > 0) {
    throw issuesError([...issues, ...others.issues]);
  }
  warnOfLargerGrants(grants, consent);
  tellOfChangedKind(name, profile, state);
  if (isOnePass(process.env)) {
    warnOfMisplacedProfile(name, profile, state);
  }
  return { grants, beforeProfile: others.beforeCreate, keepsFirstType: keepsFirstType(name, state) };
}

/**
 * In one pass, Pulumi 3.259 crashes on a component that the state has under an alias: it refreshes the old URN and looks for
 * the new one. Such a run is a preview, and leaves the change of type to the next update.
 */
function keepsFirstType(name: string, state: StackState): boolean {
  return isOnePass(process.env) && state.find(firstType, name) !== undefined;
}

async function stackState({ parent }: InvokeOptions): Promise<StackState> {
  try {
    return await readStackState(parent);
  } catch (error) {
    throw issuesError([
      {
        code: "stateUnreadable",
        message: `The state of the stack could not be read: ${providerMessage(error)}`,
        hint: "Check that `pulumi stack export` works, then run the same command again",
      },
    ]);
  }
}
