import { isPropertyMap } from "../provider/paths.ts";
import type { PropertySnapshot } from "../provider/resource.ts";
import type { PropertyMap, PropertyValue } from "../provider/values.ts";
import { type GraphObject, isGraphObject } from "./graph-object.ts";
import {
  type GraphProfile,
  type InPlace,
  isMasked,
  readInputs,
  referenceOf,
  referencesOf,
  settingMaps,
  settingsOf,
} from "./graph-profile.ts";
import type { KnownValues, ProfileSnapshot, SecretReferences, UnreadValues } from "./profile-snapshot.ts";

/**
 * A profile without a call that decrypts, as `intune:readEncryptedValues: false` asks for. A value whose reference is
 * the one in state is taken to be state's: Intune is understood to give a new one whenever the settings are written.
 * A reference is kept only with the value that it was read or written with, so that no later read takes what was
 * never compared for compared.
 */
export function withoutDecrypting(profile: GraphProfile, known: KnownValues): ProfileSnapshot {
  const unread = settingsOf(profile).flatMap((setting, index) =>
    isMasked(setting) ? [{ index, ...unreadValue(setting, known) }] : [],
  );
  const positions = (kind: keyof UnreadValues) =>
    unread.filter((each) => each.kind === kind).map(({ index }) => index);
  const kept = unread.flatMap(({ reference }) => (reference === undefined ? [] : [reference]));
  return {
    id: profile.id,
    type: profile["@odata.type"],
    inputs: readInputs(profile, new Map(unread.map(({ index, value }) => [index, { value }]))),
    masked: [],
    unreadable: [],
    unread: {
      unchanged: positions("unchanged"),
      written: positions("written"),
      unknown: positions("unknown"),
    },
    secretReferenceValueIds: kept.length === 0 ? undefined : Object.fromEntries(kept),
  };
}

type UnreadValue = InPlace & {
  readonly kind: keyof UnreadValues;
  /** The OMA-URI with the reference that state has from now on. */
  readonly reference?: readonly [string, string] | undefined;
};

function unreadValue(setting: GraphObject, { inputs = {}, references = {} }: KnownValues): UnreadValue {
  const uri = typeof setting.omaUri === "string" ? setting.omaUri : "";
  const value = onlyValue(settingMaps(inputs), uri);
  if (!Object.hasOwn(references, uri)) {
    return { kind: "unknown", value };
  }
  const found = referenceOf(setting);
  const reference = found === undefined ? undefined : ([uri, found] as const);
  return found === references[uri] && value !== undefined
    ? { kind: "unchanged", value, reference }
    : { kind: "written", value: undefined, reference };
}

/** The value that state has for an OMA-URI; undefined where it has none, or more than one. */
function onlyValue(known: readonly PropertyMap[], uri: string): PropertyValue | undefined {
  const [setting, ...others] = known.filter(({ omaUri }) => omaUri === uri);
  return others.length === 0 ? setting?.value : undefined;
}

const since = "since intune:readEncryptedValues is false";

/**
 * The references for state after a write that left the settings alone: Graph's new ones of the values that had state's
 * reference just before. Of a value that was written in between, state's stays, so that the next read finds it.
 */
export function compared(
  { outputs }: PropertySnapshot,
  before: unknown,
  now: SecretReferences | undefined,
): SecretReferences | undefined {
  const known = isGraphObject(outputs.secretReferenceValueIds) ? outputs.secretReferenceValueIds : {};
  const found = (isGraphObject(before) && referencesOf(before)) || {};
  const references = Object.entries(known).flatMap(([uri, reference]): [string, string][] => {
    if (typeof reference !== "string") {
      return [];
    }
    return [[uri, (found[uri] === reference ? now?.[uri] : undefined) ?? reference]];
  });
  return references.length === 0 ? undefined : Object.fromEntries(references);
}

/** Without its encrypted values no profile counts as equal, although it may be what a lost create has made. */
export function notCompared({ unread }: ProfileSnapshot): string | undefined {
  return unread && unread.unknown.length > 0 ? `its encrypted values were not compared, ${since}` : undefined;
}

/** What a warning says of values that were written since, or whose reference state does not have; undefined of none. */
export function unreadWarning({ id, inputs, unread }: ProfileSnapshot): string | undefined {
  if (unread === undefined) {
    return undefined;
  }
  const { written, unknown } = unread;
  const lines = [
    ...written.map(
      (index) =>
        `  ${settingAt(inputs, index)} was written since the last \`up\`; its value is not compared, and counts as changed`,
    ),
    ...unknown.map((index) => {
      const consequence = hasValue(inputs, index) ? "counts as unchanged" : "is missing";
      return `  ${settingAt(inputs, index)} has no reference in state; its value is not compared, and ${consequence}`;
    }),
  ];
  if (lines.length === 0) {
    return undefined;
  }
  return [
    `The profile ${JSON.stringify(inputs.displayName ?? null)} (${id}) has encrypted values that were not read, ${since}:`,
    ...lines,
    "A `pulumi up` that may read them (DeviceManagementConfiguration.ReadWrite.All, and intune:readEncryptedValues not " +
      "false) compares them.",
  ].join("\n");
}

/** What every run says that takes values as state has them; undefined where it takes none. */
export function unreadNote({ inputs, unread }: ProfileSnapshot): string | undefined {
  const count = unread?.unchanged.length ?? 0;
  if (count === 0) {
    return undefined;
  }
  return (
    `Encrypted values of the profile ${JSON.stringify(inputs.displayName ?? null)} were not compared, ${since}: ${count}, ` +
    "each taken as unchanged since Graph returns the reference that state has."
  );
}

function hasValue(inputs: PropertyMap, index: number): boolean {
  return elementAt(inputs, index)?.value !== undefined;
}

function settingAt(inputs: PropertyMap, index: number): string {
  return `omaSettings[${index}] (${JSON.stringify(elementAt(inputs, index)?.omaUri ?? null)})`;
}

function elementAt({ omaSettings }: PropertyMap, index: number): PropertyMap | undefined {
  const setting = Array.isArray(omaSettings) ? omaSettings[index] : undefined;
  return isPropertyMap(setting) ? setting : undefined;
}
