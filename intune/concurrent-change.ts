import type { ConcurrentChange } from "../provider/concurrent-change.ts";
import type { PropertySnapshot } from "../provider/resource.ts";
import {
  type GraphObject,
  type InPlace,
  isGraphObject,
  isMasked,
  mayBeMasked,
  readInputs,
  referenceOf,
  settingMaps,
  settingsOf,
} from "./graph-profile.ts";
import { parseProfile } from "./profiles.ts";

/** Stands for a value that is not the one which was read last, and which was not asked for. */
const anotherValue = "another value";

/** How a write found a profile: the response, its path, and whether v1.0 gave it, which does not say what is masked. */
type Before = { readonly response: unknown; readonly path: string; readonly version: "v1.0" | "beta" };

/**
 * A profile as a write found it, beside what its run had read. A value behind the mask counts as another one when
 * its reference is another one: Intune gives it a new one whenever it is written.
 *
 * @throws GraphError where the response is no profile.
 */
export function concurrentChange(
  { response, path, version }: Before,
  { inputs, outputs }: PropertySnapshot,
): ConcurrentChange {
  const before = parseProfile(response, path);
  const known = settingMaps(inputs);
  const isHidden = (setting: unknown): setting is GraphObject =>
    isMasked(setting) || (version === "v1.0" && isGraphObject(setting) && mayBeMasked(setting));
  const inPlace = settingsOf(before).flatMap((setting, index): [number, InPlace][] => {
    if (!isHidden(setting)) {
      return [];
    }
    const read = known.find(({ omaUri }) => omaUri === setting.omaUri);
    const isSame = read !== undefined && !isReplaced(setting, outputs.secretReferenceValueIds);
    return [[index, { value: isSame ? read.value : anotherValue }]];
  });
  const { roleScopeTagIds, ...found } = readInputs(before, new Map(inPlace));
  const { displayName, description, ...others } = inputs;
  return {
    // What people look for first is told first; state has no order.
    expected: { displayName, description, ...others },
    found: inputs.roleScopeTagIds === undefined ? found : { ...found, roleScopeTagIds },
    secrets: inPlace.map(([index]) => ["omaSettings", index, "value"] as const),
  };
}

function isReplaced(setting: GraphObject, references: unknown): boolean {
  const [reference, uri] = [referenceOf(setting), setting.omaUri];
  if (reference === undefined || typeof uri !== "string" || !isGraphObject(references)) {
    return false;
  }
  return Object.hasOwn(references, uri) && references[uri] !== reference;
}
