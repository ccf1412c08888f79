import { setTimeout as wait } from "node:timers/promises";
import type { GraphVersion } from "../graph/client.ts";
import { unexpectedResponse } from "../graph/errors.ts";
import { isEqual, where } from "../graph/odata.ts";
import { itemsOf } from "../graph/pages.ts";
import { configurationsPath, type IntuneClient, readAll } from "./client.ts";
import {
  type GraphProfile,
  type InPlace,
  isGraphObject,
  isMasked,
  mayBeMasked,
  profileType,
  readInputs,
  readPlainText,
  referencesOf,
  settingsOf,
} from "./graph-profile.ts";
import { PlainTexts, profilePath } from "./plain-texts.ts";
import type { KnownValues, ProfileSnapshot } from "./profile-snapshot.ts";
import { withoutDecrypting } from "./unread-values.ts";

/** Which profile to read, and what it had when it was read last. */
export type ProfileRequest = KnownValues & {
  readonly version: GraphVersion;
  readonly id: string;
  readonly signal: AbortSignal;
};

/** How often a profile is read again for whose masks Graph has no values: it may be changing just now. */
const readAgain = 3;

/**
 * The profile of that id. The values behind the references travel with it, in one batch; where they have changed,
 * the new ones are read after it.
 *
 * @throws GraphError `notFound` when there is none; nothing that the profile holds makes it throw.
 */
export async function readProfile(client: IntuneClient, request: ProfileRequest): Promise<ProfileSnapshot> {
  const { signal } = request;
  for (const seconds of client.replicationDelays.slice(0, readAgain)) {
    const profile = await readOnce(client, request);
    if (!profile.unreadable.some((index) => hasReference(profile, index))) {
      return profile;
    }
    await wait(seconds * 1000, undefined, { signal });
  }
  return readOnce(client, request);
}

function hasReference({ inputs, secretReferenceValueIds = {} }: ProfileSnapshot, index: number): boolean {
  const setting = Array.isArray(inputs.omaSettings) ? inputs.omaSettings[index] : undefined;
  return (
    isGraphObject(setting) &&
    typeof setting.omaUri === "string" &&
    Object.hasOwn(secretReferenceValueIds, setting.omaUri)
  );
}

async function readOnce(client: IntuneClient, request: ProfileRequest): Promise<ProfileSnapshot> {
  const { version, id, references = {}, signal } = request;
  const done = new AbortController();
  const plainTexts = new PlainTexts(client, { version, id, signal: AbortSignal.any([signal, done.signal]) });
  try {
    if (client.readEncryptedValues) {
      plainTexts.ask(Object.values(references));
    }
    const path = profilePath(id);
    const profile = parseProfile(await client.graph.read({ version, path, signal }), path);
    if (hidesMasks(profile, version)) {
      return await readOnce(client, { ...request, version: "beta" });
    }
    return client.readEncryptedValues
      ? await inTheClear(profile, plainTexts)
      : withoutDecrypting(profile, request);
  } finally {
    done.abort();
  }
}

/** v1.0 returns the mask, and does not say that it is one. */
function hidesMasks(profile: GraphProfile, version: GraphVersion): boolean {
  return version === "v1.0" && settingsOf(profile).some(mayBeMasked);
}

/** The profiles of exactly that name and of this resource's kind, with their values in the clear where they may be read. */
export async function findProfiles(
  client: IntuneClient,
  displayName: string,
  signal: AbortSignal,
  version: GraphVersion,
): Promise<ProfileSnapshot[]> {
  const found = await listByName(client, displayName, signal, version);
  return Promise.all(
    found.map((profile) => {
      if (hidesMasks(profile, version)) {
        return readProfile(client, { version: "beta", id: profile.id, signal });
      }
      return client.readEncryptedValues
        ? inTheClear(profile, new PlainTexts(client, { version, id: profile.id, signal }))
        : withoutDecrypting(profile, {});
    }),
  );
}

/** Where Graph lists the configurations of a name. */
export function namePath(displayName: string): string {
  return `${configurationsPath}?${where(isEqual("displayName", displayName))}`;
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

/** As listByName, from the first page at namePath. */
export async function continueByName(
  { graph }: IntuneClient,
  displayName: string,
  signal: AbortSignal,
  version: GraphVersion,
  firstPage: unknown,
): Promise<GraphProfile[]> {
  const path = namePath(displayName);
  const read = async (next: string) =>
    next === path ? firstPage : graph.send({ method: "GET", version, path: next, signal });
  return ofName(displayName, await itemsOf(path, read));
}

/** Graph is known to ignore a filter in silence, so that what it found is looked at again. */
function ofName(displayName: string, items: readonly unknown[]): GraphProfile[] {
  return items
    .filter(isProfile)
    .filter((item) => item["@odata.type"] === profileType && item.displayName === displayName);
}

function isProfile(response: unknown): response is GraphProfile {
  return isGraphObject(response) && typeof response.id === "string";
}

/**
 * A response as a profile, with all that it holds besides its id.
 *
 * @throws GraphError `unexpectedResponse` when it is none, as a proxy's page is.
 */
export function parseProfile(response: unknown, path: string): GraphProfile {
  if (isProfile(response)) {
    return response;
  }
  throw unexpectedResponse(
    path,
    "no profile: an object with an id is expected there. Check whether a proxy responds in Graph's place",
  );
}

async function inTheClear(profile: GraphProfile, plainTexts: PlainTexts): Promise<ProfileSnapshot> {
  const read = settingsOf(profile).map(async (setting, index): Promise<[number, InPlace] | undefined> => {
    if (!isMasked(setting)) {
      return undefined;
    }
    const text = await plainTexts.of(setting);
    return [index, { value: text === undefined ? undefined : readPlainText(setting, text) }];
  });
  const inPlace = new Map((await Promise.all(read)).filter((entry) => entry !== undefined));
  const positions = (isReadable: boolean) =>
    [...inPlace].filter(([, { value }]) => (value !== undefined) === isReadable).map(([index]) => index);
  return {
    id: profile.id,
    type: profile["@odata.type"],
    inputs: readInputs(profile, inPlace),
    masked: positions(true),
    unreadable: positions(false),
    secretReferenceValueIds: referencesOf(profile),
  };
}
