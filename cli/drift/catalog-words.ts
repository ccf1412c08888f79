import { catalogSetting } from "../../domain/recovery-routes.ts";
import { keysOf, valueAt } from "./values.ts";

const catalogType = "intune:index:SettingsCatalogPolicy";

/**
 * The setting of a catalog policy that a path leads to or into, in words: `EnablePinRecovery`, or the definition's id
 * without what all ids begin with. Undefined for any other resource, and for what is no setting.
 */
export function settingAt(
  type: string,
  path: string,
  states: readonly unknown[],
): { readonly id: string; readonly name: string } | undefined {
  if (type !== catalogType) {
    return undefined;
  }
  const keys = keysOf(path);
  for (let depth = keys.length; depth > 0; depth--) {
    for (const state of states) {
      const id = valueAt(state, [...keys.slice(0, depth), "definitionId"]);
      if (typeof id === "string") {
        return { id, name: nameOf(id) };
      }
    }
  }
  return undefined;
}

/** The setting of a custom profile whose value a path leads to: its OMA-URI, and what that ends with, as `EnablePinRecovery`. */
export function omaSettingAt(
  path: string,
  states: readonly unknown[],
): { readonly id: string; readonly name: string } | undefined {
  const [list, index, member] = keysOf(path);
  if (list !== "omaSettings" || index === undefined || member !== "value") {
    return undefined;
  }
  const uris = states
    .map((state) => valueAt(state, [list, index, "omaUri"]))
    .filter((each) => typeof each === "string");
  const [uri] = uris;
  // Where a setting is gone, others have its place.
  const name = uris.every((each) => each === uri) ? uri?.split("/").at(-1) : undefined;
  return uri && name ? { id: uri, name } : undefined;
}

function nameOf(id: string): string {
  const known = (["device", "user"] as const).find(
    (scope) => catalogSetting(scope).setting === id.toLowerCase(),
  );
  if (known) {
    return known === "user" ? "EnablePinRecovery of the user" : "EnablePinRecovery";
  }
  return id.replace(/^(?:device|user)_vendor_msft_(?:policy_config_)?/i, "");
}

/** An option of a choice in words: its id begins with the setting's. Anything else as it is. */
export function optionInWords(value: unknown, id: string): unknown {
  const option = typeof value === "string" ? value : valueAt(value, ["value"]);
  const prefix = `${id.toLowerCase()}_`;
  return typeof option === "string" && option.toLowerCase().startsWith(prefix)
    ? option.slice(prefix.length)
    : value;
}
