import type { InstanceType, SettingInstance, ValueType } from "./setting-instances.ts";

const prefix = "#microsoft.graph.deviceManagementConfiguration";

/** How Graph writes a kind of setting: its type, and the member that has its value or values. */
type Form = { readonly graphType: string; readonly member: string; readonly isList: boolean };

/** Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationsettinginstance */
export const forms: Readonly<Record<InstanceType, Form>> = {
  choice: form("ChoiceSettingInstance", "choiceSettingValue"),
  choiceCollection: form("ChoiceSettingCollectionInstance", "choiceSettingCollectionValue", true),
  simple: form("SimpleSettingInstance", "simpleSettingValue"),
  simpleCollection: form("SimpleSettingCollectionInstance", "simpleSettingCollectionValue", true),
  group: form("GroupSettingInstance", "groupSettingValue"),
  groupCollection: form("GroupSettingCollectionInstance", "groupSettingCollectionValue", true),
};

function form(name: string, member: string, isList = false): Form {
  return { graphType: `${prefix}${name}`, member, isList };
}

/** Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationsimplesettingvalue */
export const valueForms: Readonly<Record<ValueType, string>> = {
  string: `${prefix}StringSettingValue`,
  integer: `${prefix}IntegerSettingValue`,
  secret: `${prefix}SecretSettingValue`,
  reference: `${prefix}ReferenceSettingValue`,
};

/** Graph's references to a template, as JSON, by the keys of settings and of values. */
export type TemplateReferences = Readonly<Record<string, string>>;

/** What names a setting within a policy: the definitions that lead to it, with the position of each value between them. */
export function settingKey(parent: string, definitionId: unknown): string {
  return `${parent}/${typeof definitionId === "string" ? definitionId.toLowerCase() : JSON.stringify(definitionId)}`;
}

/** What names a value of a setting, by the setting's key. */
export function valueKey(setting: string, index: number): string {
  return `${setting}[${index}]`;
}

/** Settings as a POST or a PUT has them, with the template references that belong to them. */
export function toGraphSettings(settings: readonly SettingInstance[], references: TemplateReferences) {
  return settings.map((setting) => ({ settingInstance: toGraphInstance(setting, "", references) }));
}

/** Whether any of the settings, or of those below them, has a value that Intune keeps encrypted. */
export function hasSecrets(settings: readonly SettingInstance[]): boolean {
  return settings.some(
    ({ valueType, values = [], children = [], groups = [] }) =>
      valueType === "secret" ||
      hasSecrets(children) ||
      groups.some((group) => hasSecrets(group.children)) ||
      values.some((each) => typeof each === "object" && hasSecrets(each.children ?? [])),
  );
}

function toGraphInstance(
  setting: SettingInstance,
  parent: string,
  references: TemplateReferences,
): Record<string, unknown> {
  const { type, definitionId } = setting;
  const { graphType, member, isList } = forms[type];
  const key = settingKey(parent, definitionId);
  const values = partsOf(setting).map(({ children, ...value }, index) => {
    const own = valueKey(key, index);
    return {
      ...value,
      settingValueTemplateReference: referenceOf(references, own),
      ...(children === undefined
        ? {}
        : { children: children.map((child) => toGraphInstance(child, own, references)) }),
    };
  });
  return {
    "@odata.type": graphType,
    settingDefinitionId: definitionId,
    settingInstanceTemplateReference: referenceOf(references, key),
    [member]: isList ? values : values[0],
  };
}

type Part = { readonly children?: readonly SettingInstance[]; readonly [member: string]: unknown };

/** The values of a setting in Graph's form, but for what is below them. */
function partsOf({
  type,
  value,
  values = [],
  valueType,
  children = [],
  groups = [],
}: SettingInstance): Part[] {
  if (type === "choice") {
    return [{ value, children }];
  }
  if (type === "choiceCollection") {
    return values.map((each) =>
      typeof each === "object" ? { value: each.value, children: each.children ?? [] } : { value: each },
    );
  }
  if (type === "simple") {
    return [toGraphValue(value, valueType)];
  }
  if (type === "simpleCollection") {
    return values.map((each) => toGraphValue(each, valueType));
  }
  return groups.map((group) => ({ children: group.children }));
}

function toGraphValue(value: unknown, valueType: ValueType = "string"): Part {
  return {
    "@odata.type": valueForms[valueType],
    value,
    ...(valueType === "secret" ? { valueState: "notEncrypted" } : {}),
  };
}

function referenceOf(references: TemplateReferences, key: string): unknown {
  const reference = Object.hasOwn(references, key) ? references[key] : undefined;
  return reference === undefined ? null : JSON.parse(reference);
}
