import { isDeepStrictEqual } from "node:util";
import type { ConcurrentChange } from "../provider/concurrent-change.ts";
import { isPropertyMap } from "../provider/paths.ts";
import type { PropertySnapshot } from "../provider/resource.ts";
import type { PropertyMap, PropertyValue } from "../provider/values.ts";
import { hasMoreSettings, readInputs, scopeTagsOf, textsOf } from "./catalog-policies.ts";
import { knownValues, readSettings } from "./catalog-settings.ts";
import { anotherValue, policyChange } from "./concurrent-change.ts";
import type { GraphObject } from "./graph-object.ts";
import { settingKey } from "./graph-settings.ts";
import { parsePolicy } from "./policies.ts";
import { catalogPolicies } from "./policy-kind.ts";
import type { Before } from "./policy-lifecycle.ts";

/**
 * A policy as a write found it, beside what its run had read. An encrypted value counts as another one when its token
 * is another one. Where Graph has expanded a first page of the settings only, those that it does not have count as unchanged.
 *
 * @throws GraphError where the response is no policy.
 */
export function catalogChange({ response, path, method }: Before, known: PropertySnapshot): ConcurrentChange {
  const values = knownValues(known.inputs.settings);
  const tokens = textsOf(known.outputs.encryptedValueTokens);
  const policy = parsePolicy(catalogPolicies, response, path);
  const { settings, hidden, inTheClear } = readSettings(policy, ({ key, token }) => {
    const isSame = !Object.hasOwn(tokens, key) || tokens[key] === token;
    return isSame ? (values.get(key) ?? anotherValue) : anotherValue;
  });
  const all = hasMoreSettings(policy) ? withOthers(settings, known.inputs.settings) : settings;
  const tags = method === "PUT" ? replacedTags(known, policy) : undefined;
  return policyChange(catalogPolicies, { ...known.inputs, ...tags }, readInputs(policy, all), [
    ...hidden.map((each) => each.path),
    ...inTheClear,
  ]);
}

/**
 * The scope tags that a PUT sent as they had been read, since it must send some, where others had taken their place; undefined
 * where it is the program that declares them.
 */
function replacedTags({ inputs, outputs }: PropertySnapshot, found: GraphObject): PropertyMap | undefined {
  const [sent, present] = [outputs.scopeTagIdsInIntune, scopeTagsOf(found)];
  const isReplaced =
    inputs.roleScopeTagIds === undefined && sent !== undefined && !isDeepStrictEqual(sent, present);
  return isReplaced ? { roleScopeTagIds: sent } : undefined;
}

/** The settings found, with those of the known ones whose definitions are not among them. */
function withOthers(found: PropertyValue, known: PropertyValue | undefined): PropertyValue {
  if (!Array.isArray(found) || !Array.isArray(known)) {
    return found;
  }
  const keyOf = (each: PropertyValue) => settingKey("", isPropertyMap(each) ? each.definitionId : undefined);
  const keys = new Set(found.map(keyOf));
  return [...found, ...known.filter((each) => !keys.has(keyOf(each)))];
}
