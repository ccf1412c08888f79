import type { ConcurrentChange } from "../provider/concurrent-change.ts";
import type { PropertyPath } from "../provider/paths.ts";
import type { PropertySnapshot } from "../provider/resource.ts";
import type { PropertyMap } from "../provider/values.ts";
import { type GraphObject, isGraphObject } from "./graph-object.ts";
import {
  type InPlace,
  isMasked,
  mayBeMasked,
  readInputs,
  referenceOf,
  settingMaps,
  settingsOf,
} from "./graph-profile.ts";
import { parsePolicy } from "./policies.ts";
import { customProfiles, type PolicyKind } from "./policy-kind.ts";
import type { Before } from "./policy-lifecycle.ts";

/** Stands for a value that is not the one which was read last, and which was not asked for. */
export const anotherValue = "another value";

/**
 * A custom profile as a write found it, beside what its run had read. A value behind the mask counts as another one when
 * its reference is another one: Intune gives it a new one whenever it is written.
 *
 * @throws GraphError where the response is no profile.
 */
export function profileChange(
  { response, path, version }: Before,
  { inputs, outputs }: PropertySnapshot,
): ConcurrentChange {
  const before = parsePolicy(customProfiles, response, path);
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
  const found = readInputs(before, new Map(inPlace));
  const secrets = inPlace.map(([index]) => ["omaSettings", index, "value"] as const);
  return policyChange(customProfiles, inputs, found, secrets);
}

/** What a write found of a policy, beside the inputs in state. What state does not have of scope tags is left alone. */
export function policyChange(
  { nameProperty }: PolicyKind,
  known: PropertyMap,
  { roleScopeTagIds, ...found }: PropertyMap,
  secrets: readonly PropertyPath[],
): ConcurrentChange {
  const { [nameProperty]: name, description, ...others } = known;
  return {
    // What people look for first is told first; state has no order.
    expected: { [nameProperty]: name, description, ...others },
    found: known.roleScopeTagIds === undefined ? found : { ...found, roleScopeTagIds },
    secrets,
  };
}

function isReplaced(setting: GraphObject, references: unknown): boolean {
  const [reference, uri] = [referenceOf(setting), setting.omaUri];
  if (reference === undefined || typeof uri !== "string" || !isGraphObject(references)) {
    return false;
  }
  return Object.hasOwn(references, uri) && references[uri] !== reference;
}
