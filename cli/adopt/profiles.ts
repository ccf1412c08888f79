import { sentence } from "../doctor/text.ts";
import { CommandError } from "../errors.ts";
import { readCatalogPolicies, readDeviceConfigurations, readIntents } from "../policies/read.ts";
import {
  type Candidate,
  called,
  candidateOf,
  type DeclaredKind,
  declaredIds,
  furtherSettings,
  isExact,
  isOfTemplate,
} from "./candidates.ts";
import type { Declared } from "./declared.ts";
import type { LookedUp, LookUp } from "./finder.ts";

/**
 * The policy that sets the setting of the declared one, or, where none of its kind does, that sets EnablePinRecovery in
 * another form: without the scope, for users, or miscopied. An update then writes the declared setting; a second policy
 * beside it is not created. A policy chosen by its id is taken regardless of its settings. What the program cannot
 * declare as it is stays as it is.
 *
 * @throws CommandError `severalProfiles`, which lists them, `noProfile`, and `otherKind`, which says how to declare it.
 */
export async function findProfile(kind: DeclaredKind, declared: Declared, lookUp: LookUp): Promise<LookedUp> {
  const read = [readDeviceConfigurations(lookUp), readCatalogPolicies(lookUp), readIntents(lookUp)];
  const all = (await Promise.all(read)).flat().map(candidateOf);
  const ids = declaredIds(declared);
  const candidates =
    lookUp.profile === undefined
      ? all.filter(({ found }) => found.length > 0)
      : [chosen(all, lookUp.profile)];
  const ofKind = candidates.filter(({ policy }) => policy.kind === kind);
  const manageable = ofKind.filter((candidate) => isManageable(candidate, ids));
  const exact = manageable.filter((candidate) => isExact(candidate, ids));
  const [only, ...others] = exact.length > 0 ? exact : manageable;
  if (only && others.length > 0) {
    throw severalProfiles([only, ...others]);
  }
  if (only) {
    return { id: only.policy.id, note: furtherNote(only, ids) };
  }
  const inPlace = candidates.filter(({ policy }) => !lookUp.isHeld(policy.id));
  const other = inPlace.find((candidate) => candidate.policy.kind !== kind && isManageable(candidate, ids));
  if (other) {
    throw otherKind(other);
  }
  const [first] = inPlace;
  return first ? { id: undefined, isLeft: true, note: leftNote(first, ids) } : { id: undefined };
}

/** A custom profile's further settings are shown; of a catalog policy, an update would remove what is not declared. */
function isManageable(candidate: Candidate, ids: ReadonlySet<string>): boolean {
  const { kind } = candidate.policy;
  const isAlone = !isOfTemplate(candidate) && furtherSettings(candidate, ids).length === 0;
  return kind === "custom" || (kind === "settingsCatalog" && isAlone);
}

function chosen(all: readonly Candidate[], id: string): Candidate {
  const found = all.find(({ policy }) => policy.id.toLowerCase() === id.toLowerCase());
  if (found) {
    return found;
  }
  throw new CommandError(
    "noProfile",
    `Intune has no custom profile, settings catalog, Endpoint security or identity protection policy with the id ${id}.`,
    {
      hint: "Give --profile the id of one, or leave it out to find it by the setting that turns PIN recovery on.",
    },
  );
}

function severalProfiles(candidates: readonly Candidate[]): CommandError {
  const lines = candidates.map(({ policy, found }) => {
    const [first] = found;
    return `  ${policy.id}  ${policy.name}, by ${(first?.settingId ?? "").trim()}`;
  });
  return new CommandError(
    "severalProfiles",
    `${candidates.length} policies set EnablePinRecovery:\n${lines.join("\n")}`,
    { hint: "Choose the one to manage with --profile ID, and delete the others in Intune." },
  );
}

function otherKind(candidate: Candidate): CommandError {
  const { policy, found } = candidate;
  const isForUsers = found.every(({ scope }) => scope === "user");
  return new CommandError(
    "otherKind",
    `${sentence(called(candidate))} sets EnablePinRecovery, and the stack declares a policy of another kind: a second one would be created.`,
    {
      hint: [
        "Declare a policy of its kind, and run the same command again:",
        `npm run pulumi -- config set --path "pin-reset:profile.kind" ${policy.kind}`,
        ...(isForUsers ? ['npm run pulumi -- config set --path "pin-reset:profile.scope" user'] : []),
        "To keep its name too, set pin-reset:profile.displayName to it.",
      ].join("\n"),
    },
  );
}

const shownSettings = 10;

function furtherNote(candidate: Candidate, ids: ReadonlySet<string>): string | undefined {
  const further = furtherSettings(candidate, ids);
  return further.length === 0
    ? undefined
    : `${sentence(called(candidate))} also sets ${listed(further)}, which the program does not declare: the first \`pulumi up\` after the import removes it.`;
}

function leftNote(candidate: Candidate, ids: ReadonlySet<string>): string {
  const reason =
    candidate.policy.kind === "settingsCatalog"
      ? holdsMore(candidate, ids)
      : "no resource serves policies of its kind";
  return [
    `${sentence(called(candidate))} is not imported: ${reason}.`,
    "No second policy is declared beside it, and `pulumi up` refuses to create one unless " +
      "pin-reset:profile.allowOtherProfiles is set.",
    candidate.found.some(({ value }) => value === true)
      ? "A reset needs nothing more than this policy and the consent:"
      : "It does not turn PIN recovery on, which has to be changed in Intune for a reset to work:",
    "`npm run pin-reset -- doctor` judges policy and consent, and docs/policies.md says how to move.",
  ].join(" ");
}

function holdsMore(candidate: Candidate, ids: ReadonlySet<string>): string {
  const further = furtherSettings(candidate, ids);
  const template = isOfTemplate(candidate) ? "was made from a template" : "";
  const settings =
    further.length > 0 ? `holds other settings, which \`pulumi up\` would remove (${listed(further)})` : "";
  return `it ${[template, settings].filter(Boolean).join(" and ")}`;
}

function listed(ids: readonly string[]): string {
  const more = ids.length > shownSettings ? " and others" : "";
  return `${ids.slice(0, shownSettings).join(", ")}${more}`;
}
