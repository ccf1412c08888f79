import type { SettingInstance } from "../intune/schemas/setting-instances.ts";

type Scope = "device" | "user";

/** A choice of the settings catalog, as it is kept. */
export function choiceOf(settingDefinitionId: string, option: string, template?: string): SettingInstance {
  return {
    "@odata.type": "#microsoft.graph.deviceManagementConfigurationChoiceSettingInstance",
    settingDefinitionId,
    settingInstanceTemplateReference: null,
    choiceSettingValue: {
      settingValueTemplateReference: template === undefined ? null : valueReference(template),
      value: `${settingDefinitionId}_${option}`,
      children: [],
    },
  };
}

/** An integer of the settings catalog, as it is kept. */
export function integerOf(settingDefinitionId: string, value: number, template: string): SettingInstance {
  return {
    "@odata.type": "#microsoft.graph.deviceManagementConfigurationSimpleSettingInstance",
    settingDefinitionId,
    settingInstanceTemplateReference: null,
    simpleSettingValue: {
      "@odata.type": "#microsoft.graph.deviceManagementConfigurationIntegerSettingValue",
      settingValueTemplateReference: valueReference(template),
      value,
    },
  };
}

/** The group of Windows Hello for Business, as it is kept. */
export function groupOf(scope: Scope, children: readonly SettingInstance[]): SettingInstance {
  return {
    "@odata.type": "#microsoft.graph.deviceManagementConfigurationGroupSettingCollectionInstance",
    settingDefinitionId: helloGroupId(scope),
    settingInstanceTemplateReference: null,
    groupSettingCollectionValue: [{ settingValueTemplateReference: null, children }],
  };
}

/** The id of the group of Windows Hello for Business; the braces belong to it. */
export function helloGroupId(scope: Scope): string {
  return `${scope}_vendor_msft_passportforwork_{tenantid}`;
}

function valueReference(settingValueTemplateId: string) {
  return { settingValueTemplateId, useTemplateDefault: false };
}
