import { z } from "zod";
import { setsPinRecovery } from "../../domain/recovery-node.ts";
import { CommandError } from "../errors.ts";
import { listMatching } from "../graph-list.ts";
import type { Declared } from "./declared.ts";
import type { LookUp } from "./finder.ts";

const settings = z.array(z.looseObject({ omaUri: z.string() }));

const text = z.string().catch("");

// A tenant may hold malformed values: a value that is not text cannot be the setting in question.
const profile = z.looseObject({
  "@odata.type": z.literal("#microsoft.graph.windows10CustomConfiguration"),
  id: z.string(),
  displayName: text,
  omaSettings: z.array(z.looseObject({ omaUri: text }).catch({ omaUri: "" })).catch([]),
});

type Profile = z.output<typeof profile>;

const configurations = "/deviceManagement/deviceConfigurations";

/**
 * The id of the custom profile that sets the node of the declared one, or, where none does, that sets
 * EnablePinRecovery in another form: without the scope, for users, or miscopied. An update then writes the declared
 * node; a second profile beside it is not created. A profile chosen by its id is taken regardless of its settings.
 *
 * @throws CommandError `severalProfiles`, which lists them, and `noProfile`.
 */
export async function findProfile({ inputs }: Declared, lookUp: LookUp): Promise<string | undefined> {
  const all = await listMatching(lookUp, configurations, profile);
  if (lookUp.profile !== undefined) {
    return chosen(all, lookUp.profile);
  }
  const [node] = settings.parse(inputs.omaSettings);
  const setting = (isMeant: (omaUri: string) => boolean) =>
    all.filter(({ omaSettings }) => omaSettings.some(({ omaUri }) => isMeant(omaUri)));
  const exact = setting((omaUri) => omaUri === node?.omaUri);
  const candidates = exact.length > 0 ? exact : setting(setsPinRecovery);
  const [only, ...others] = candidates;
  if (others.length > 0) {
    throw severalProfiles(node?.omaUri ?? "", candidates);
  }
  return only?.id;
}

function chosen(all: readonly Profile[], id: string): string {
  const found = all.find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
  if (found) {
    return found.id;
  }
  throw new CommandError("noProfile", `Intune has no custom Windows profile with the id ${id}.`, {
    hint: "Give --profile the id of one, or leave it out to find it by the setting that turns PIN recovery on.",
  });
}

function severalProfiles(node: string, candidates: readonly Profile[]): CommandError {
  const lines = candidates.map(({ id, displayName, omaSettings }) => {
    const other = omaSettings.find(({ omaUri }) => setsPinRecovery(omaUri))?.omaUri ?? node;
    return `  ${id}  ${displayName}${other === node ? "" : `, by ${other.trim()}`}`;
  });
  return new CommandError(
    "severalProfiles",
    `${candidates.length} custom profiles set ${node}:\n${lines.join("\n")}`,
    { hint: "Choose the one to manage with --profile ID, and delete the others in Intune." },
  );
}

/** The assignments of the declared profile: their id is the profile's. A profile that does not exist yet has none. */
export async function findAssignments(declared: Declared, lookUp: LookUp): Promise<string | undefined> {
  const id = lookUp.reference(declared, "configurationId");
  if (id === undefined) {
    return undefined;
  }
  const path = `${configurations}/${encodeURIComponent(id)}/assignments`;
  const assignments = await listMatching(lookUp, path, z.looseObject({ id: z.string() }));
  return assignments.length > 0 ? id : undefined;
}
