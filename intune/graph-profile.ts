import { toPropertyMap, toPropertyValue } from "../provider/check.ts";
import { isPropertyMap } from "../provider/paths.ts";
import type { PropertyMap, PropertyValue } from "../provider/values.ts";
import {
  type GraphEntity,
  type GraphObject,
  isGraphObject,
  isNothing,
  readScopeTags,
} from "./graph-object.ts";
import type { OmaSetting } from "./oma-settings.ts";
import {
  canonicalValue,
  encodedXml,
  isEncryptedType,
  isJsonValue,
  type OmaType,
  omaTypes,
  xmlText,
} from "./oma-values.ts";

const typePrefix = "#microsoft.graph.";

export const profileType = `${typePrefix}windows10CustomConfiguration`;

/**
 * A windows10CustomConfiguration as Graph returns it.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows10customconfiguration
 */
export type GraphProfile = GraphEntity;

/** The settings of a profile, of any form; none where there is no list. */
export function settingsOf({ omaSettings }: GraphObject): readonly unknown[] {
  return Array.isArray(omaSettings) ? omaSettings : [];
}

/**
 * Whether Graph returned a mask instead of the value. The text of the value tells nothing: a backup tool may have
 * stored the mask itself. Graph's beta version only says it.
 */
export function isMasked(setting: unknown): setting is GraphObject {
  return (
    isGraphObject(setting) && (setting.isEncrypted === true || !isNothing(setting.secretReferenceValueId))
  );
}

/** Whether v1.0, which shows the mask and does not say so, cannot be relied on for this setting. */
export function mayBeMasked(setting: unknown): boolean {
  if (!isGraphObject(setting)) {
    return false;
  }
  const type = omaTypeOf(setting);
  return type === undefined || isEncryptedType(type);
}

/** The id by which the value behind a setting's mask is asked for. Its form is Intune's own affair. */
export function referenceOf(setting: GraphObject): string | undefined {
  const { secretReferenceValueId: id } = setting;
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** The references to a profile's encrypted values, by OMA-URI; undefined where it has none. */
export function referencesOf(profile: GraphObject): Record<string, string> | undefined {
  const entries = settingsOf(profile).flatMap((setting) => {
    if (!isMasked(setting) || typeof setting.omaUri !== "string") {
      return [];
    }
    const reference = referenceOf(setting);
    return reference === undefined ? [] : [[setting.omaUri, reference]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A setting in Graph's form. XML travels as base64, since Graph declares it as binary. */
export function toGraphSetting(setting: OmaSetting): Record<string, unknown> {
  const { type, value, description, fileName, displayName, omaUri } = setting;
  return {
    "@odata.type": `${typePrefix}omaSetting${type}`,
    displayName,
    description: description ?? null,
    omaUri,
    value: type === "StringXml" ? encodedXml(String(value)) : value,
    ...(fileName === undefined ? {} : { fileName }),
  };
}

/** What stands in place of a masked value: undefined where it is not known what is behind the mask. */
export type InPlace = { readonly value: PropertyValue | undefined };

/**
 * A profile as a property map in the form of this resource's inputs: canonical wherever it is what a program could
 * declare, and as it is everywhere else. `inPlace` has what stands for each masked value, by the setting's position.
 */
export function readInputs(profile: GraphObject, inPlace: ReadonlyMap<number, InPlace>): PropertyMap {
  const { displayName, description, omaSettings, roleScopeTagIds } = profile;
  return toPropertyMap({
    displayName,
    description: description === "" ? undefined : description,
    omaSettings: isNothing(omaSettings)
      ? []
      : Array.isArray(omaSettings)
        ? omaSettings.map((setting: unknown, index) => readSetting(setting, inPlace.get(index)))
        : omaSettings,
    roleScopeTagIds: readScopeTags(roleScopeTagIds),
  });
}

/** One setting, as readInputs has it. A masked value never stands for itself. */
export function readSetting(setting: unknown, inPlace: InPlace | undefined): PropertyValue {
  if (!isGraphObject(setting)) {
    return toPropertyValue(setting);
  }
  const { "@odata.type": graphType, displayName, description, omaUri, value, fileName } = setting;
  const type = omaTypeOf(setting);
  const hidden = isMasked(setting) ? { value: undefined } : undefined;
  return toPropertyMap({
    displayName,
    description: description === "" ? undefined : description,
    omaUri,
    type: type ?? graphType,
    value: (inPlace ?? hidden ?? { value: readValue(type, value) }).value,
    fileName: fileName === "" ? undefined : fileName,
  });
}

/** The value that getOmaSettingPlainTextValue returned: text, for every type. */
export function readPlainText(setting: GraphObject, text: string): PropertyValue {
  const type = omaTypeOf(setting);
  if (type === undefined) {
    return text;
  }
  const canonical = canonicalValue(type, type === "StringXml" ? xmlText(text) : text);
  return "value" in canonical ? canonical.value : text;
}

function readValue(type: OmaType | undefined, value: unknown): unknown {
  if (type === undefined || !isJsonValue(type, value)) {
    return value;
  }
  const canonical = canonicalValue(type, type === "StringXml" ? xmlText(String(value)) : value);
  return "value" in canonical ? canonical.value : value;
}

function omaTypeOf({ "@odata.type": graphType }: GraphObject): OmaType | undefined {
  return omaTypes.find((type) => graphType === `${typePrefix}omaSetting${type}`);
}

/** The settings in a profile's inputs as they were read, those that are no object left out. */
export function settingMaps({ omaSettings }: PropertyMap): PropertyMap[] {
  return Array.isArray(omaSettings) ? omaSettings.filter(isPropertyMap) : [];
}
