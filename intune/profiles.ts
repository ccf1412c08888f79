import { setTimeout as wait } from "node:timers/promises";
import type { GraphVersion } from "../graph/client.ts";
import type { IntuneClient } from "./client.ts";
import { isGraphObject } from "./graph-object.ts";
import {
  type GraphProfile,
  type InPlace,
  isMasked,
  mayBeMasked,
  readInputs,
  readPlainText,
  referencesOf,
  settingsOf,
} from "./graph-profile.ts";
import { PlainTexts } from "./plain-texts.ts";
import { listByName, parsePolicy } from "./policies.ts";
import { customProfiles, policyPath } from "./policy-kind.ts";
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
    const path = policyPath(customProfiles, id);
    const profile = parsePolicy(customProfiles, await client.graph.read({ version, path, signal }), path);
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
  name: string,
  version: GraphVersion,
  signal: AbortSignal,
): Promise<ProfileSnapshot[]> {
  const found = await listByName(client, { kind: customProfiles, name, version, signal });
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
