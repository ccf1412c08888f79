import { isPropertyMap } from "../provider/paths.ts";
import type { PropertyMap, PropertyValue } from "../provider/values.ts";
import { readSettings } from "./catalog-settings.ts";
import {
  type GraphEntity,
  type GraphObject,
  isGraphEntity,
  isGraphObject,
  isNothing,
} from "./graph-object.ts";
import { isMasked, settingsOf } from "./graph-profile.ts";
import { customProfiles } from "./policy-kind.ts";

/** A policy with what it sets; of a setting without a value it is not known here. */
export type ListedPolicy = {
  readonly kind: "custom" | "settingsCatalog" | "intent" | "identityProtection";
  readonly id: string;
  readonly name: string;
  readonly templateFamily?: string | undefined;
  readonly settings: readonly ListedSetting[];
};

type ListedSetting = { readonly id: string; readonly value?: string | undefined };

const identityProtectionType = "#microsoft.graph.windowsIdentityProtectionConfiguration";

/** A device configuration of a kind that is listed; of an identity protection profile, each property is a setting. */
export function listedConfiguration(item: unknown): ListedPolicy[] {
  if (!isGraphEntity(item)) {
    return [];
  }
  const { id } = item;
  const name = textOf(item.displayName) ?? "";
  if (customProfiles.isOfKind(item)) {
    return [{ kind: "custom", id, name, settings: settingsOf(item).flatMap((each) => omaSetting(each)) }];
  }
  return item["@odata.type"] === identityProtectionType
    ? [{ kind: "identityProtection", id, name, settings: propertiesOf(item) }]
    : [];
}

function omaSetting(setting: unknown): ListedSetting[] {
  if (!isGraphObject(setting) || typeof setting.omaUri !== "string" || setting.omaUri === "") {
    return [];
  }
  const { omaUri: id, value } = setting;
  return [{ id, value: isMasked(setting) ? undefined : textOf(value) }];
}

function propertiesOf(item: GraphObject): ListedSetting[] {
  return Object.entries(item).flatMap(([id, value]) => {
    const text = id.includes("@") ? undefined : textOf(value);
    return text === undefined ? [] : [{ id, value: text }];
  });
}

/** A policy of the settings catalog, with the settings below others. */
export function listedCatalogPolicy(item: GraphEntity): ListedPolicy {
  const { id, templateReference } = item;
  const family = isGraphObject(templateReference) ? textOf(templateReference.templateFamily) : undefined;
  const { settings } = readSettings(item, () => undefined);
  return {
    kind: "settingsCatalog",
    id,
    name: textOf(item.name) ?? "",
    ...(family === undefined || family === "none" ? {} : { templateFamily: family }),
    settings: flattened(settings),
  };
}

function flattened(settings: PropertyValue | undefined): ListedSetting[] {
  const maps = Array.isArray(settings) ? settings.filter(isPropertyMap) : [];
  return maps.flatMap((setting) => {
    const id = textOf(setting.definitionId);
    const own = id === undefined ? [] : valuesOf(setting).map((value) => ({ id, value }));
    return [...own, ...below(setting).flatMap(flattened)];
  });
}

/** A setting with several values is listed once for each, and one without any is listed all the same. */
function valuesOf({ value, values, valueType }: PropertyMap): (string | undefined)[] {
  const plain = (each: PropertyValue | undefined, type: PropertyValue | undefined) =>
    type === "secret" ? undefined : textOf(each);
  if (!Array.isArray(values) || values.length === 0) {
    return [plain(value, valueType)];
  }
  return values.map((each) =>
    isPropertyMap(each) ? plain(each.value, each.valueType) : plain(each, valueType),
  );
}

function below({ children, values, groups }: PropertyMap): (PropertyValue | undefined)[] {
  const lists = [values, groups].filter((list) => Array.isArray(list)).flat();
  return [children, ...lists.filter(isPropertyMap).map((each) => each.children)];
}

/** An intent, beside its settings as Graph lists them. */
export function listedIntent(intent: GraphEntity, settings: readonly unknown[]): ListedPolicy {
  const templateFamily = textOf(intent.templateId);
  return {
    kind: "intent",
    id: intent.id,
    name: textOf(intent.displayName) ?? "",
    ...(templateFamily === undefined ? {} : { templateFamily }),
    settings: settings.filter(isGraphObject).flatMap(({ definitionId, value, valueJson }) => {
      const id = textOf(definitionId);
      // Of a setting that is not configured, the text of its JSON says null.
      const text = textOf(value) ?? (valueJson === "null" ? undefined : textOf(valueJson));
      return id === undefined ? [] : [{ id, value: text }];
    }),
  };
}

/** A plain value as text; undefined of any other. */
function textOf(value: unknown): string | undefined {
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isPlain && !isNothing(value) ? String(value) : undefined;
}
