import { type PolicySettings, pinRecoveryOf, routeNames } from "../../domain/recovery-routes.ts";
import { resourcePolicy } from "../policies.ts";
import { quoted, types } from "../resources.ts";
import { elementsAt, textAt, unknown, type Value, valueAt } from "../values.ts";

const kinds = { [types.customProfile]: "custom", [types.catalogPolicy]: "settingsCatalog" } as const;

/** A setting whose id is unknown says nothing; one whose value is unknown is judged by the update. */
type Setting = PolicySettings["settings"][number];

/** No policy turns PIN recovery off, by whichever route: custom profile or settings catalog, device or user. */
export const pinRecoveryNeverOff = resourcePolicy(
  {
    name: "pin-recovery-never-off",
    displayName: "PIN recovery is never turned off",
    description:
      "EnablePinRecovery is true wherever a policy sets it: without it, a forgotten PIN is lost with all that it protects.",
    severity: "critical",
    concerns: /^intune:index:(?:WindowsCustomConfiguration|SettingsCatalogPolicy)$/,
  },
  ({ type, name, inputs }) => {
    const kind = kinds[type as keyof typeof kinds];
    const settings = kind === "custom" ? omaSettings(inputs) : catalogSettings(valueAt(inputs, "settings"));
    return pinRecoveryOf([{ kind, id: "", name, settings }])
      .filter(({ value }) => value !== true)
      .map(({ scope, settingId, value }) => ({
        message:
          `The ${routeNames[kind]} sets EnablePinRecovery (${scope}) ` +
          `to ${value === false ? "false" : "something else than true"}, by ${quoted(settingId)}.`,
        hint:
          kind === "custom" ? `Set its value to true.` : `Choose the option ${quoted(`${settingId}_true`)}.`,
      }));
  },
);

function omaSettings(inputs: Value): Setting[] {
  return elementsAt(inputs, "omaSettings").flatMap((each) =>
    settingOf(textAt(each, "omaUri"), valueAt(each, "value")),
  );
}

/** The settings of a policy at every depth: a choice, and a group, have others below them. */
function catalogSettings(value: Value): Setting[] {
  if (value === null || typeof value !== "object") {
    return [];
  }
  const below = Object.values(value).flatMap(catalogSettings);
  const values = elementsAt(value, "values").flatMap((each) => textAt(each) ?? textAt(each, "value") ?? []);
  const id = textAt(value, "definitionId");
  const own: readonly Value[] = values.length > 0 ? values : [valueAt(value, "value")];
  return [...own.flatMap((each) => (each === null ? [] : settingOf(id, each))), ...below];
}

function settingOf(id: string | undefined, value: Value): Setting[] {
  return id === undefined || value === unknown ? [] : [{ id, value }];
}
