import { z } from "zod";
import { CommandError } from "../errors.ts";
import { listMatching } from "../graph-list.ts";
import type { Declared } from "./declared.ts";
import type { LookUp } from "./look-up.ts";

const settings = z.array(z.looseObject({ omaUri: z.string() }));

const profile = z.looseObject({
  "@odata.type": z.literal("#microsoft.graph.windows10CustomConfiguration"),
  id: z.string(),
  displayName: z.string(),
  omaSettings: settings.nullish(),
});

type Profile = z.output<typeof profile>;

const configurations = "/deviceManagement/deviceConfigurations";

/**
 * The id of the custom profile that sets a node of the declared one: EnablePinRecovery of this tenant, whose OMA-URI
 * no other setting has. A profile chosen by its id is taken whatever it sets. Raises CommandError `severalProfiles`,
 * which lists them, and `noProfile`.
 */
export async function findProfile({ inputs }: Declared, lookUp: LookUp): Promise<string | undefined> {
  const all = await listMatching(lookUp, configurations, profile);
  if (lookUp.profile !== undefined) return chosen(all, lookUp.profile);
  const [node] = settings.parse(inputs.omaSettings);
  const candidates = all.filter(({ omaSettings }) =>
    omaSettings?.some(({ omaUri }) => omaUri === node?.omaUri),
  );
  const [only, ...others] = candidates;
  if (others.length > 0) throw severalProfiles(node?.omaUri ?? "", candidates);
  return only?.id;
}

function chosen(all: readonly Profile[], id: string): string {
  const found = all.find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
  if (found) return found.id;
  throw new CommandError("noProfile", `Intune has no custom Windows profile with the id ${id}.`, {
    hint: "Give --profile the id of one, or leave it out to find it by the setting that turns PIN recovery on.",
  });
}

function severalProfiles(node: string, candidates: readonly Profile[]): CommandError {
  const lines = candidates.map(({ id, displayName }) => `  ${id}  ${displayName}`);
  return new CommandError(
    "severalProfiles",
    `${candidates.length} custom profiles set ${node}:\n${lines.join("\n")}`,
    { hint: "Say with --profile ID which one is to come under management, and delete the others in Intune." },
  );
}

/** The assignments of the declared profile: their id is the profile's. A profile that nobody has yet has none. */
export async function findAssignments(declared: Declared, lookUp: LookUp): Promise<string | undefined> {
  const id = lookUp.reference(declared, "configurationId");
  if (id === undefined) return undefined;
  const path = `${configurations}/${encodeURIComponent(id)}/assignments`;
  const assignments = await listMatching(lookUp, path, z.looseObject({ id: z.string() }));
  return assignments.length > 0 ? id : undefined;
}
