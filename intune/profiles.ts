import { z } from "zod";
import type { GraphVersion } from "../graph/client.ts";
import {
  asPage,
  configurationsPath,
  type IntuneClient,
  pagesFrom,
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

/** For each OMA-URI whose value Intune keeps encrypted: the id by which the value is asked for. */
export type SecretReferences = Readonly<Record<string, string>>;

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
  /** Absent where no value is encrypted. */
  readonly secretReferenceValueIds?: SecretReferences | undefined;
};

export const profilePath = (id: string) => `${configurationsPath}/${encodeURIComponent(id)}`;

/** Which profile to read; `references` are those that it had when it was read last. */
export type ProfileRequest = {
  readonly version: GraphVersion;
  readonly id: string;
  readonly references?: SecretReferences | undefined;
  readonly signal: AbortSignal;
};

/**
 * The profile of that id. The values behind the references travel with it, in one batch; where they have changed,
 * the new ones are read after it. Raises GraphError: `notFound` when there is none, `unexpectedAnswer` when the id
 * is that of another kind of configuration.
 */
export async function readProfile(client: IntuneClient, request: ProfileRequest): Promise<LiveProfile> {
  const { version, id, references = {}, signal } = request;
  const done = new AbortController();
  const plainTexts = new PlainTexts(client, { version, id, signal: AbortSignal.any([signal, done.signal]) });
  try {
    plainTexts.ask(Object.values(references));
    const profile = parseProfile(
      await client.graph.read({ version, path: profilePath(id), signal }),
      profilePath(id),
    );
    return lacksReferences(profile, version)
      ? await readProfile(client, { ...request, version: "beta" })
      : await inTheClear(profile, plainTexts);
  } finally {
    done.abort();
  }
}

/** v1.0 answers the mask, but not the reference. */
function lacksReferences({ omaSettings }: GraphProfile, version: GraphVersion): boolean {
  const hidden = omaSettings.filter(isMasked);
  return version === "v1.0" && hidden.some((setting) => !setting.secretReferenceValueId);
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
      lacksReferences(profile, version)
        ? readProfile(client, { version: "beta", id: profile.id, signal })
        : inTheClear(profile, new PlainTexts(client, { version, id: profile.id, signal })),
    ),
  );
}

/** Where Graph lists the configurations of a name. */
export function namePath(displayName: string): string {
  const filter = encodeURIComponent(`displayName eq '${displayName.replaceAll("'", "''")}'`);
  return `${configurationsPath}?$filter=${filter}`;
}

/** The profiles of exactly that name and of this resource's kind, as Graph lists them. */
export async function listByName(
  client: IntuneClient,
  displayName: string,
  signal: AbortSignal,
  version: GraphVersion,
): Promise<GraphProfile[]> {
  const path = namePath(displayName);
  return ofName(displayName, await readAll(client, version, path, signal));
}

/** As listByName, from the first page of the answer at namePath. */
export async function continueByName(
  { graph }: IntuneClient,
  displayName: string,
  signal: AbortSignal,
  version: GraphVersion,
  firstPage: unknown,
): Promise<GraphProfile[]> {
  const first = asPage(firstPage, namePath(displayName));
  return ofName(displayName, await pagesFrom(graph, version, first, signal));
}

/** Graph is known to ignore a filter in silence, so that what it found is looked at again. */
function ofName(displayName: string, items: readonly unknown[]): GraphProfile[] {
  const named = items.filter((item) => {
    const kind = graphConfigurationSchema.safeParse(item);
    return kind.success && kind.data["@odata.type"] === profileType && kind.data.displayName === displayName;
  });
  return named.map((item) => parseProfile(item, namePath(displayName)));
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

/** The references to a profile's encrypted values, by OMA-URI; undefined where it has none. */
export function referencesOf({
  omaSettings,
}: Pick<GraphProfile, "omaSettings">): SecretReferences | undefined {
  const entries = omaSettings.flatMap(({ omaUri, secretReferenceValueId: id }) => (id ? [[omaUri, id]] : []));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

async function inTheClear(profile: GraphProfile, plainTexts: PlainTexts): Promise<LiveProfile> {
  const values = await Promise.all(
    profile.omaSettings.map((setting) => (isMasked(setting) ? plainTexts.of(setting) : undefined)),
  );
  return {
    id: profile.id,
    displayName: profile.displayName,
    description: profile.description || undefined,
    omaSettings: profile.omaSettings.map((setting, index) => fromGraphSetting(setting, values[index])),
    roleScopeTagIds: profile.roleScopeTagIds ?? undefined,
    masked: [...values.keys()].filter((index) => values[index] !== undefined),
    secretReferenceValueIds: referencesOf(profile),
  };
}

/**
 * The values behind the masks of one profile.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-getomasettingplaintextvalue
 */
class PlainTexts {
  readonly #client: IntuneClient;
  readonly #request: Omit<ProfileRequest, "references">;
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(client: IntuneClient, request: Omit<ProfileRequest, "references">) {
    this.#client = client;
    this.#request = request;
  }

  /** Asks for values that are probably wanted. A failure counts only when one of them is. */
  ask(references: readonly string[]): void {
    for (const reference of references) this.#read(reference).catch(() => undefined);
  }

  /** The value behind a setting's mask. Raises GraphError where Graph does not answer it. */
  async of({ omaUri, secretReferenceValueId: reference }: GraphSetting): Promise<string> {
    const path = this.#path(reference ?? "");
    if (!reference) throw unexpectedAnswer(path, `no secretReferenceValueId for ${omaUri}`);
    // A 404 here is no 404 of the profile: taken for one, it would drop the profile from state.
    const parsed = plainTextSchema.safeParse(await unlessNotFound(this.#read(reference)));
    if (parsed.success) return parsed.data.value;
    throw unexpectedAnswer(
      path,
      `no value for ${omaUri}; if somebody is changing the profile, run the same command again`,
    );
  }

  #read(reference: string): Promise<unknown> {
    const { version, signal } = this.#request;
    const path = this.#path(reference);
    const asked = this.#asked.get(reference) ?? this.#client.graph.read({ version, path, signal });
    this.#asked.set(reference, asked);
    return asked;
  }

  #path(reference: string): string {
    const id = encodeURIComponent(reference);
    return `${profilePath(this.#request.id)}/getOmaSettingPlainTextValue(secretReferenceValueId='${id}')`;
  }
}

const plainTextSchema = z.looseObject({ value: z.string() });
