import { z } from "zod";
import type { GraphVersion } from "../graph/client.ts";
import {
  configurationsPath,
  type IntuneClient,
  readAll,
  unexpectedAnswer,
  unlessNotFound,
} from "./client.ts";
import {
  fromGraphSetting,
  type GraphProfile,
  type GraphSetting,
  graphConfigurationSchema,
  graphProfileSchema,
  isMasked,
  profileType,
} from "./graph-profile.ts";
import type { OmaSetting } from "./oma-settings.ts";

/** A profile as it is in Intune, with every value in the clear. */
export type LiveProfile = {
  readonly id: string;
  readonly displayName: string;
  readonly description?: string | undefined;
  readonly omaSettings: OmaSetting[];
  /** Absent where Graph was asked by v1.0, which does not have them. */
  readonly roleScopeTagIds?: string[] | undefined;
  /** Positions in `omaSettings` of what was read from behind a mask. */
  readonly masked: number[];
};

export const profilePath = (id: string) => `${configurationsPath}/${encodeURIComponent(id)}`;

/**
 * The profile of that id. Raises GraphError: `notFound` when there is none, `unexpectedAnswer` when the id is
 * that of another kind of configuration.
 */
export async function readProfile(
  client: IntuneClient,
  version: GraphVersion,
  id: string,
  signal: AbortSignal,
): Promise<LiveProfile> {
  const path = profilePath(id);
  const profile = parseProfile(await client.graph.read({ version, path, signal }), path);
  const hidden = profile.omaSettings.filter(isMasked);
  if (hidden.some((setting) => !setting.secretReferenceValueId) && version === "v1.0") {
    return readProfile(client, "beta", id, signal);
  }
  return inTheClear(client, profile, signal);
}

/** The profiles of exactly that name and of this resource's kind, with their values in the clear. */
export async function findProfiles(
  client: IntuneClient,
  displayName: string,
  signal: AbortSignal,
  version: GraphVersion,
): Promise<LiveProfile[]> {
  const found = await listByName(client, displayName, signal, version);
  return Promise.all(
    found.map((profile) =>
      version === "v1.0" && profile.omaSettings.some(isMasked)
        ? readProfile(client, "beta", profile.id, signal)
        : inTheClear(client, profile, signal),
    ),
  );
}

/** The profiles of exactly that name and of this resource's kind, as Graph lists them. */
export async function listByName(
  client: IntuneClient,
  displayName: string,
  signal: AbortSignal,
  version: GraphVersion,
): Promise<GraphProfile[]> {
  const filter = encodeURIComponent(`displayName eq '${displayName.replaceAll("'", "''")}'`);
  const path = `${configurationsPath}?$filter=${filter}`;
  const items = await readAll(client, version, path, signal);
  // Graph is known to ignore a filter in silence, so that what it found is looked at again.
  const named = items.filter((item) => {
    const kind = graphConfigurationSchema.safeParse(item);
    return kind.success && kind.data["@odata.type"] === profileType && kind.data.displayName === displayName;
  });
  return named.map((item) => parseProfile(item, path));
}

/** An answer as a custom profile. Raises GraphError when it is something else. */
export function parseProfile(answer: unknown, path: string): GraphProfile {
  const kind = graphConfigurationSchema.safeParse(answer);
  if (kind.success && kind.data["@odata.type"] !== profileType) {
    throw unexpectedAnswer(
      path,
      `a ${kind.data["@odata.type"]}, not a custom Windows profile; give the id of a custom profile`,
    );
  }
  const parsed = graphProfileSchema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw unexpectedAnswer(
    path,
    `a profile that is not as Graph publishes it:\n${z.prettifyError(parsed.error)}`,
  );
}

async function inTheClear(
  client: IntuneClient,
  profile: GraphProfile,
  signal: AbortSignal,
): Promise<LiveProfile> {
  const plainTexts = await Promise.all(
    profile.omaSettings.map((setting) =>
      isMasked(setting) ? readPlainText(client, profile.id, setting, signal) : undefined,
    ),
  );
  return {
    id: profile.id,
    displayName: profile.displayName,
    description: profile.description || undefined,
    omaSettings: profile.omaSettings.map((setting, index) => fromGraphSetting(setting, plainTexts[index])),
    roleScopeTagIds: profile.roleScopeTagIds ?? undefined,
    masked: [...plainTexts.keys()].filter((index) => plainTexts[index] !== undefined),
  };
}

/**
 * The value behind a mask.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-getomasettingplaintextvalue
 */
async function readPlainText(
  client: IntuneClient,
  id: string,
  setting: GraphSetting,
  signal: AbortSignal,
): Promise<string> {
  const reference = encodeURIComponent(setting.secretReferenceValueId ?? "");
  const path = `${profilePath(id)}/getOmaSettingPlainTextValue(secretReferenceValueId='${reference}')`;
  if (reference === "") throw unexpectedAnswer(path, `no secretReferenceValueId for ${setting.omaUri}`);
  // A 404 here is no 404 of the profile: taken for one, it would drop the profile from state.
  const answer = await unlessNotFound(client.graph.read({ version: "v1.0", path, signal }));
  const parsed = plainTextSchema.safeParse(answer);
  if (parsed.success) return parsed.data.value;
  throw unexpectedAnswer(
    path,
    `no value for ${setting.omaUri}; if somebody is changing the profile, run the same command again`,
  );
}

const plainTextSchema = z.looseObject({ value: z.string() });
